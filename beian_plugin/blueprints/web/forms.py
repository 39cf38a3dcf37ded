"""The form that every page builds on: it carries the CSRF token of the panel's session."""

from __future__ import annotations

from flask_wtf import FlaskForm  # type: ignore[import-untyped]

_MOST_DIGITS = 5


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token; alone it is a button."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """A token ends with the session to which it belongs: ending by the hour it would fail a queue open all day."""

        csrf_time_limit = None


def codes_in(text: str) -> list[int]:
    """The authority's codes in what a form sent; what can be none is left out."""
    return [int(code) for code in text.split() if code.isdecimal() and len(code) <= _MOST_DIGITS]
