"""Offer what can be done in one step about a filing that the authority gave back, and do it on consent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec.structs import replace as with_values
from sqlalchemy import select

from beian_plugin.authority.report import Holder
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.offers import Offer, Opening, Way, mend
from beian_plugin.filing.offers import offers as offers_for
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.remedies import field_paths
from beian_plugin.filing.states import State
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import AttachmentRow
from beian_plugin.operations import drafts, given_back, review, waiting
from beian_plugin.operations.filings import (
    filing_of,
    filing_row,
    filing_value,
    hold_filing,
    open_filing,
    parse_particulars,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import Filing
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.given_back import GivenBack


@dataclass(frozen=True, slots=True, kw_only=True)
class _Consent:
    """What somebody agreed to."""

    filing: int
    given: GivenBack
    offers: tuple[Offer, ...]
    #: Whether no other code is left, so that the filing may be sent again.
    complete: bool
    actor: str
    #: Code of the county, where there are several.
    choice: str

    @property
    def reason(self) -> str:
        """What the history says."""
        codes = "、".join("+".join(map(str, offer.codes)) for offer in self.offers)
        return f"按管局代码 {codes} 的办法办理"


def offers(context: Context, filing_id: int) -> tuple[Offer, ...]:
    """What can be done about the codes with which the authority gave the filing back, one offer for each.

    Empty where it did not, or where something has happened since. Where a code has several meanings the authority's
    status query is asked. Raises InvalidValue where there is no such filing.
    """
    given = given_back.find(context, filing_id)
    return offers_for(given_back.with_numbers(context, given.refusal)) if given else ()


def accept(context: Context, filing_id: int, codes: Iterable[int], *, actor: str, choice: str = "") -> Filing:
    """Do what is offered about `codes`; the filing that goes on, which is another one where the offer opens one.

    Several offers may be accepted together where each mends the particulars. A filing that came back with other codes
    besides is mended but not sent: whoever settles those sends it. `choice` is the county where there are several.
    Raises FilingRefused where there is nothing to accept any more, InvalidValue for codes that it did not come back
    with and for a choice that is missing.
    """
    given = given_back.find(context, filing_id)
    if given is None:
        state = filing_of(context, filing_id).state
        raise refused(
            f"备案申请 {filing_id} 现为“{state.zh}”，没有待处理的管局退回意见：没有可以接受的处理办法。",
            f"Filing {filing_id} is in state {state.value} ({state.en}), not given back by the authority: there is "
            f"nothing to accept.",
            code="moved_on",
        )
    given = replace(given, refusal=given_back.with_numbers(context, given.refusal))
    asked = frozenset(codes)
    every = offers_for(given.refusal)
    chosen = [offer for offer in every if asked & set(offer.codes)]
    if not asked or asked != {code for offer in chosen for code in offer.codes}:
        together = ["+".join(map(str, offer.codes)) for offer in every]
        raise InvalidValue(
            f"Nothing is offered for {_listed(asked - set(given.refusal.codes)) or 'these codes alone'}: filing "
            f"{filing_id} came back with {', '.join(together)}; name all codes that a plus joins, and no others.",
            what="codes",
        )
    for offer in chosen:
        if offer.way is Way.NONE:
            raise refused(offer.text.zh, offer.text.en, code="by_hand")
    if len(chosen) > 1 and any(offer.way is not Way.MEND for offer in chosen):
        raise InvalidValue("Only remedies that mend the filing can be accepted together.", what="codes")
    complete = len(chosen) == len(every)
    return _do(
        context,
        _Consent(filing=filing_id, given=given, offers=tuple(chosen), complete=complete, actor=actor, choice=choice),
    )


def _listed(codes: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(codes)))


def _do(context: Context, consent: _Consent) -> Filing:
    offer = consent.offers[0]
    match offer.way:
        case Way.MEND:
            return _mend(context, consent)
        case Way.WAIT:
            return _wait(context, consent, consent.given.refusal.running)
        case Way.PRECEDE:
            return _wait(context, consent, _open(context, consent, offer.opens[0]).id)
        case Way.PASSWORD:
            return _ask_customer(context, consent)
        case Way.WITHDRAW:
            return _withdraw(context, consent, offer.text.zh)
        case _:
            return _replace(context, consent)


def _mend(context: Context, consent: _Consent) -> Filing:
    """Save the mended particulars; send the filing again where no code is left."""
    refusal = consent.given.refusal
    particulars = refusal.particulars
    for offer in consent.offers:
        (code,) = offer.codes
        done = mend(refusal, code, particulars, consent.choice)
        if done is None:
            listed = ", ".join(" ".join(one) for one in offer.choices)
            raise InvalidValue(
                f"Code {code} can be settled in several ways; name one of: {listed}.", what="choice", reason="choice"
            )
        particulars = done.particulars
    with context.database.write() as session:
        _record(context, session, consent)
        row = drafts.save_row(context, session, consent.filing, particulars, actor=consent.actor, unchanged=True)
        filing = filing_value(row)
    return _send(context, consent, filing)


def _wait(context: Context, consent: _Consent, first: int | None) -> Filing:
    """Let the filing as it is go again behind another one."""
    with context.database.write() as session:
        _record(context, session, consent)
    filing = waiting.wait_for(context, consent.filing, first, actor=consent.actor)
    return _send(context, consent, filing)


def _send(context: Context, consent: _Consent, filing: Filing) -> Filing:
    """Send the filing again unless other codes are left: whoever settles those sends it."""
    if not consent.complete:
        return filing
    return review.resubmit(context, consent.filing, actor=consent.actor, reason=consent.reason)


def _ask_customer(context: Context, consent: _Consent) -> Filing:
    refusal = consent.given.refusal
    with context.database.write() as session:
        _record(context, session, consent)
    return review.return_filing(
        context,
        consent.filing,
        actor=consent.actor,
        reason=f"{consent.reason}：{consent.offers[0].text.zh}",
        fields={path: text.zh for path, text in field_paths(refusal.codes, refusal.particulars).items()},
    )


def _withdraw(context: Context, consent: _Consent, words: str) -> Filing:
    with context.database.write() as session:
        _record(context, session, consent)
    return review.withdraw(context, consent.filing, actor=consent.actor, reason=f"{consent.reason}：{words}")


def _replace(context: Context, consent: _Consent) -> Filing:
    """Open the filings that take its place, then withdraw it; accepting again after a crash finds those opened."""
    opened: list[Filing] = []
    for opening in consent.offers[0].opens:
        filing = _open(context, consent, opening)
        if opening.after:
            filing = waiting.wait_for(context, filing.id, opened[-1].id, actor=consent.actor)
        opened.append(filing)
    listed = "、".join(f"{filing.id}（{filing.kind.zh}）" for filing in opened)
    _withdraw(context, consent, f"改办备案申请 {listed}")
    return opened[0]


def _open(context: Context, consent: _Consent, opening: Opening) -> Filing:
    """A draft of the opening, or the one that is open already; what somebody filled in since stays."""
    given, actor = consent.given, consent.actor
    filing = open_filing(
        context, opening.kind, opening.hosts, customer=given.customer, actor=actor, province=given.province
    )
    with context.database.write() as session:
        # Whoever accepts at the same time finds it filled in.
        hold_filing(session, filing.id)
        row = filing_row(session, filing.id)
        if State(row.state) is State.DRAFT and parse_particulars(row.particulars) == Particulars():
            scans = _carry_attachments(context, session, consent.filing, filing.id, opening)
            drafts.save_row(context, session, filing.id, _with_scans(opening.particulars, scans), actor=actor)
    return filing


def _carry_attachments(context: Context, session: Session, before: int, after: int, opening: Opening) -> dict[int, int]:
    """Copy what was handed in for the sites that the opening takes over, and for the subject; old ids to new ones."""
    found: dict[int, int] = {}
    if not opening.takes:
        return found
    query = select(AttachmentRow).where(AttachmentRow.filing_id == before).order_by(AttachmentRow.id)
    for row in session.scalars(query).all():
        if row.holder == Holder.SITE and row.site not in opening.takes:
            continue
        copy = AttachmentRow(
            filing_id=after,
            purpose=row.purpose,
            format=row.format,
            holder=row.holder,
            site=opening.takes.index(row.site) if row.holder == Holder.SITE else 0,
            content=row.content,
            note=row.note,
            added_at=context.now(),
        )
        session.add(copy)
        session.flush()
        found[row.id] = copy.id
    return found


def _with_scans(particulars: Particulars, scans: Mapping[int, int]) -> Particulars:
    """The particulars with the scans of their pre-approvals under their new ids."""
    sites = tuple(
        with_values(
            site,
            pre_approvals=tuple(
                with_values(one, scans=tuple(scans[scan] for scan in one.scans if scan in scans))
                for one in site.pre_approvals
            ),
        )
        for site in particulars.sites
    )
    return with_values(particulars, sites=sites)


def _record(context: Context, session: Session, consent: _Consent) -> None:
    """Put the consent on record once, in the caller's transaction: a second click, or a second try, is the same one.

    Raises FilingRefused where the filing is not what was offered for: somebody was faster, or edited it.
    """
    hold_filing(session, consent.filing)
    now = given_back.read(context, session, filing_row(session, consent.filing))
    before = consent.given
    if now is None or now.report != before.report or now.refusal.particulars != before.refusal.particulars:
        raise refused(
            f"备案申请 {consent.filing} 刚被改动；请重新查看后再处理。",
            f"Filing {consent.filing} was changed meanwhile: look at it again first.",
            code="moved_on",
        )
    codes = [code for offer in consent.offers for code in offer.codes]
    detail = {"codes": codes, "way": consent.offers[0].way.value, "report": before.report}
    line = {"actor": consent.actor, "action": given_back.ACCEPTED, "target": f"filing:{consent.filing}"}
    if detail not in session.scalars(select(AuditEntry.detail).filter_by(**line)).all():
        session.add(AuditEntry(at=context.now(), detail=detail, **line))
