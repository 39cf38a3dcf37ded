"""Where the help explains what a page shows."""

from __future__ import annotations

from flask import url_for

from beian_plugin.filing import faq


def help_address(code: str) -> str | None:
    """The page of the help for a finding, a state, a kind, a code of the authority or a path in the form, if any."""
    topic = faq.topic_of(code)
    return None if topic is None else url_for("beian_help.question", topic=topic)
