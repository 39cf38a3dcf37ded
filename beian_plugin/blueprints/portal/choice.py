"""What to do about a site on record: each way with the sentence that tells when it is the right one (FAQ 45, 53)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.web.frame import me
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.operations.choosing import ways_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def page(host: str) -> ResponseReturnValue:
    """The ways for the site of a host; 404 where it is not filed for a subject of whoever asks."""
    try:
        ways = ways_of(context(), host, me().id)
    except InvalidValue:
        abort(404)
    if not ways:
        abort(404)
    return render_template("beian_portal/choice.html", host=host, name=to_unicode(host), ways=ways)
