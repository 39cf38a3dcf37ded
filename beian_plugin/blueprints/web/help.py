"""Where the help explains what a page shows, and the way back from there."""

from __future__ import annotations

from flask import request, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.filing import faq


def help_address(code: str) -> str | None:
    """The page of the help for a finding, a state, a kind, a code of the authority or a path in the form, if any."""
    topic = faq.topic_of(code)
    return None if topic is None else help_page(topic)


def help_page(topic: str) -> str:
    """The page of the help on a topic, which leads back to this page."""
    return url_for("beian_help.question", topic=topic, back=here())


def here() -> str | None:
    """The address that the help leads back to: this page, or on pages of the help the one that led there."""
    if request.blueprint == "beian_help":
        return back()
    return _ours(f"{request.script_root}{request.full_path}".rstrip("?")) if request.method == "GET" else None


def back() -> str | None:
    """The page of ours that led to the help; None where there is none, and for an address that is not ours."""
    return _ours(request.args.get("back", ""))


def _ours(address: str) -> str | None:
    return address if address.startswith(f"{request.script_root}{context().settings.url_prefix}/") else None
