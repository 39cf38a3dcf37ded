"""A customer's own filings: found for them alone, and filled in on the portal's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.place import Place
from beian_plugin.blueprints.web.frame import me
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import customer_filing

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing


def own_or_404(filing_id: int) -> Filing:
    """The filing, if it is that of whoever asks."""
    return customer_filing.own_filing(context(), filing_id, me().id) or abort(404)


PLACE = Place(
    filing=own_or_404,
    address=lambda filing_id: url_for("beian_portal.filing", filing_id=filing_id),
    overview=Text("我的备案", "My filings"),
    endpoint=".start",
)
