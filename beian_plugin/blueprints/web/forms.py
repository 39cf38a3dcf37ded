"""The form that every page builds on: it carries the CSRF token of the panel's session."""

from __future__ import annotations

from flask_wtf import FlaskForm  # type: ignore[import-untyped]


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token; alone it is a button."""
