"""The first page: each domain as it is today, what to do next and by when; and where a filing is started."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, render_template, request, url_for

from beian_plugin.blueprints.base import address_of, context
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.portal.own import PLACE
from beian_plugin.blueprints.web.frame import me, tell
from beian_plugin.errors import BeianError, FilingRefused
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import OPEN_STATES
from beian_plugin.filing.verdict import Actor, Severity, Text
from beian_plugin.operations import drafts, overview, said_kinds, starting
from beian_plugin.operations.filings import filings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.verdict import Verdict

#: How many stand on one page: domains or filings, subjects with their sites, and what is due.
_LINES, _SUBJECTS, _DUE = 50, 10, 20
#: How many of each the first page shows before it leads to a page of their own.
_FIRST = 5
_STOPS = frozenset({Severity.HOLD, Severity.DENY})
#: Longest text that is searched for.
_LONGEST = 253


class Part(NamedTuple):
    """What of a list stands on the page that was asked for."""

    shown: Sequence[Any]
    #: How many there are on all pages, and the number of this one, from 1.
    total: int
    place: int
    more: bool

    @classmethod
    def of(cls, every: Sequence[Any], most: int) -> Part:
        """The part that the address asks for."""
        place = min(max(request.args.get("page", 1, int), 1), len(every) // most + 1)
        end = place * most
        return cls(every[end - most : end], len(every), place, end < len(every))


def page() -> str:
    """What the customer has today; `q` and `show=mine` choose among the domains."""
    return _page([], "")


def _page(wrong: list[str], host: str, *, claimable: bool = False) -> str:
    found, words = overview.overview_of(context(), me().id), _words()
    mine = request.args.get("show") == "mine"
    chosen = [one for one in found.domains if one.holds(words) and (one.needs_customer or not mine)]
    return render_template(
        "beian_portal/start.html",
        overview=found,
        own={filing.id: filing for filing in found.filings},
        part=Part.of(chosen, _LINES),
        words=words,
        mine=mine,
        needs=sum(one.needs_customer for one in found.domains),
        subjects=found.subjects[:_FIRST],
        filings=found.filings[:_FIRST],
        due=found.obligations[:_DUE],
        editable=drafts.CUSTOMER_EDITS,
        wrong=wrong,
        host=host,
        claimable=claimable,
    )


def filings() -> str:
    """Every filing of the customer, the newest first; `q` is a part of a domain, or a number.

    `show=open` leaves out those that are closed.
    """
    found, words = filings_of(context(), me().id), _words()
    running = request.args.get("show") == "open"
    chosen = [one for one in found if (not running or one.state in OPEN_STATES) and _fits(one, words)]
    part = Part.of(chosen, _LINES)
    return render_template("beian_portal/filings.html", part=part, words=words, running=running)


def subjects() -> str:
    """Every subject of the customer with what it and its sites show (FAQ 49, 50); `q` is a part of a name or number."""
    found, words = overview.subjects_of(context(), me().id), _words()
    chosen = [one for one in found if words in one.name.lower() or words in one.licence_number.lower()]
    return render_template(
        "beian_portal/subjects.html",
        part=Part.of(chosen, _SUBJECTS),
        own={filing.id: filing for filing in filings_of(context(), me().id)},
        words=words,
        editable=drafts.CUSTOMER_EDITS,
    )


def _fits(filing: Filing, words: str) -> bool:
    """Whether `words` are the filing's number or stand in one of its domains."""
    names = (text for name in filing.domains for text in (name, to_unicode(name)))
    return words == str(filing.id) or any(words in text for text in names)


def _words() -> str:
    return request.args.get("q", "").strip().lower()[:_LONGEST]


def open_filing() -> ResponseReturnValue:
    """Start the filing that the host needs, or that the customer asks about a record; the decision picks the kind.

    Where nothing tells it, the customer is asked what they know, and says it as `said`.
    """
    host, kind = request.form.get("host", "").strip(), request.form.get("kind", "")
    try:
        if kind in set(starting.ON_RECORD):
            filing = starting.start_on_record(context(), Kind(kind), host, customer=me().id, actor=me().id)
            return _go_on(filing)
        started = _start(host, request.form.get("said", ""))
    except BeianError as refusal:
        not_yours = isinstance(refusal, FilingRefused) and any(one.code == "not_yours" for one in refusal.missing)
        return _page(sentences(refusal), host, claimable=not_yours), 422
    verdict = started.verdict
    if started.filing is None:
        return _nothing_started(verdict, host)
    kind_zh, kind_en = started.filing.kind.zh, started.filing.kind.en
    if verdict.filing_kind is None:
        zh = f"按您所说，办理类型为：{kind_zh}。我们的备案专员会核实；查明情况不同的，会告诉您改办哪一种。"
        en = f"As you say, it takes the kind of filing “{kind_en}”. Our staff look it up and tell you if it is another."
        tell(Text(zh, en))
    else:
        zh, en = verdict.reason.message("zh"), verdict.reason.message("en")
        tell(Text(f"办理类型：{kind_zh}。{zh}", f"It takes the kind of filing “{kind_en}”: {en}"))
    return _go_on(started.filing)


def _nothing_started(verdict: Verdict, host: str) -> str:
    """Why no filing was started, without what is for the host's own people; what may be said where nothing tells."""
    first, *others = verdict.findings
    for_me = [one for one in others if one.actor is Actor.CUSTOMER or one.severity in _STOPS]
    return render_template(
        "beian_portal/verdict.html",
        verdict=verdict,
        told=[first, *for_me],
        host=host,
        place=PLACE,
        sayable={one: said_kinds.SAID[one] for one in said_kinds.may_say(verdict)},
    )


def _start(host: str, said: str) -> starting.Started:
    """What is decided about the host, or else what the customer said of it."""
    here, user, address = context(), me().id, address_of(me().id, host)
    if said in set(said_kinds.SAID):
        return starting.start_as_said(here, Kind(said), host, customer=user, actor=user, address=address)
    return starting.start(here, host, customer=user, actor=user, address=address)


def _go_on(filing: Filing) -> ResponseReturnValue:
    return redirect(url_for("beian_portal.filing", filing_id=filing.id), 303)
