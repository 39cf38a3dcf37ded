"""The first page: each domain as it is today, what to do next and by when; and where a filing is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from beian_plugin.blueprints.base import address_of, context
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.portal.own import PLACE
from beian_plugin.blueprints.web.frame import me, tell
from beian_plugin.errors import BeianError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import overview, starting

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing

#: How many domains and filings stand on one page.
_MOST = 100


def page() -> str:
    """What the customer has today."""
    place = request.args.get("page", 1, int)
    return _page(max(place, 1), [], "")


def _page(place: int, wrong: list[str], host: str) -> str:
    found = overview.overview_of(context(), me().id)
    first = (place - 1) * _MOST
    most = max(len(found.domains), len(found.filings))
    return render_template(
        "beian_portal/start.html",
        overview=found,
        domains=found.domains[first : first + _MOST],
        filings=found.filings[first : first + _MOST],
        place=place,
        more=most > first + _MOST,
        kinds=starting.ON_RECORD,
        wrong=wrong,
        host=host,
    )


def open_filing() -> ResponseReturnValue:
    """Start the filing that the host needs, or that the customer asks about a record; the decision picks the kind."""
    host, kind = request.form.get("host", "").strip(), request.form.get("kind", "")
    try:
        if kind in set(starting.ON_RECORD):
            filing = starting.start_on_record(context(), Kind(kind), host, customer=me().id, actor=me().id)
            return _go_on(filing)
        started = starting.start(context(), host, customer=me().id, actor=me().id, address=address_of(me().id, host))
    except BeianError as refusal:
        return _page(1, sentences(refusal), host), 422
    if started.filing is None:
        return render_template("beian_form/verdict.html", verdict=started.verdict, host=host, place=PLACE)
    reason = started.verdict.reason
    tell(
        Text(
            f"办理类型：{started.filing.kind.zh}。{reason.message('zh')}",
            f"It takes the kind of filing “{started.filing.kind.en}”: {reason.message('en')}",
        )
    )
    return _go_on(started.filing)


def _go_on(filing: Filing) -> ResponseReturnValue:
    return redirect(url_for("beian_portal.filing", filing_id=filing.id), 303)
