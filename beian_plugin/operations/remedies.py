"""Offer what can be done in one step about a filing that the authority gave back, and do it on consent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace as with_values
from sqlalchemy import select

from beian_plugin.authority.report import Holder
from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, FilingRefused, InvalidValue
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.offers import Numbers, Offer, Opening, Refusal, Way, mend
from beian_plugin.filing.offers import offers as offers_for
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.remedies import field_paths
from beian_plugin.filing.states import State
from beian_plugin.models.tables import AttachmentRow, AuditEntry, FilingRow, ReportRow, Site, Subject
from beian_plugin.operations import drafts, review, waiting
from beian_plugin.operations.filings import (
    filing_row,
    filing_value,
    hold_filing,
    open_filing,
    parse_particulars,
)
from beian_plugin.operations.needs import needs_of
from beian_plugin.operations.record_lookups import subject_record
from beian_plugin.operations.sync.record_values import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.certificate import Certificate
    from beian_plugin.filing.record import Record
    from beian_plugin.filing.verdict import Text
    from beian_plugin.operations.context import Context

#: The audit line of a remedy that was accepted, with its codes.
ACCEPTED = "accept_remedy"
#: Codes about which the authority's status query tells which case it is.
_ASK_DOMAINS = frozenset({1005, 1048})
_ASK_SUBJECT = frozenset({1003, 1005, 1048})
#: The file did not follow the schema; the authority does not say where.
_SCHEMA = 5001


@dataclass(frozen=True, slots=True)
class _Given:
    """A filing that was given back, and whose it is."""

    refusal: Refusal
    customer: str
    province: str | None
    report: int


def offers(context: Context, filing_id: int) -> tuple[Offer, ...]:
    """What can be done about the codes with which the authority gave the filing back, one offer for each.

    Empty where it did not, or where something has happened since. Where a code has several meanings the authority's
    status query is asked. Raises InvalidValue where there is no such filing.
    """
    given = _given(context, filing_id)
    return offers_for(_with_numbers(context, given.refusal)) if given else ()


def accept(context: Context, filing_id: int, codes: Iterable[int], *, actor: str, choice: str = "") -> Filing:
    """Do what is offered about `codes`; the filing that goes on, which is another one where the offer opens one.

    Several offers may be accepted together where each mends the particulars. A filing that came back with other codes
    besides is mended but not sent: whoever settles those sends it. `choice` is the county where there are several.
    Raises FilingRefused where there is nothing to accept any more, InvalidValue for codes that it did not come back
    with and for a choice that is missing.
    """
    given = _given(context, filing_id)
    if given is None:
        raise refused(
            f"备案申请 {filing_id} 已不在“{State.RETURNED_TO_PROVIDER.zh}”，这项处理不再适用；请查看它现在的状态。",
            f"Filing {filing_id} is not {State.RETURNED_TO_PROVIDER.en} any more, so this does not apply: see where it "
            f"stands now.",
            code="moved_on",
        )
    given = replace(given, refusal=_with_numbers(context, given.refusal))
    asked = frozenset(codes)
    chosen = [offer for offer in offers_for(given.refusal) if asked & set(offer.codes)]
    if not asked or asked != {code for offer in chosen for code in offer.codes}:
        raise InvalidValue(
            f"Filing {filing_id} came back with the codes {', '.join(map(str, given.refusal.codes))}; name all of "
            f"those that belong together, and no others.",
            what="codes",
        )
    for offer in chosen:
        if offer.way is Way.NONE:
            raise FilingRefused(offer.text.zh)
    if len(chosen) > 1 and any(offer.way is not Way.MEND for offer in chosen):
        raise InvalidValue("Only remedies that mend the filing can be accepted together.", what="codes")
    return _do(context, filing_id, given, chosen, actor, choice)


def _do(context: Context, filing_id: int, given: _Given, chosen: list[Offer], actor: str, choice: str) -> Filing:
    offer = chosen[0]
    match offer.way:
        case Way.MEND:
            return _mend(context, filing_id, given, chosen, actor, choice)
        case Way.WAIT:
            return _send_again(context, filing_id, given, offer, given.refusal.running, actor)
        case Way.PRECEDE:
            first = _open(context, filing_id, given, offer.opens[0], actor)
            return _send_again(context, filing_id, given, offer, first.id, actor)
        case Way.PASSWORD:
            return _ask_customer(context, filing_id, given, offer, actor)
        case Way.WITHDRAW:
            return _withdraw(context, filing_id, given, offer, actor, offer.text.zh)
        case _:
            return _replace(context, filing_id, given, offer, actor)


def _mend(context: Context, filing_id: int, given: _Given, chosen: list[Offer], actor: str, choice: str) -> Filing:
    """Save the mended particulars; send the filing again where no code is left."""
    particulars = given.refusal.particulars
    for offer in chosen:
        (code,) = offer.codes
        done = mend(given.refusal, code, particulars, choice)
        if done is None:
            raise InvalidValue(
                f"Code {code} can be settled in several ways; name one of: "
                f"{', '.join(' '.join(one) for one in offer.choices)}.",
                what="choice",
                reason="choice",
            )
        particulars = done.particulars
    with context.database.write() as session:
        _consent(context, session, filing_id, given, chosen, actor)
        row = drafts.save_row(context, session, filing_id, particulars, actor=actor, unchanged=True)
        if set(given.refusal.codes) - {code for offer in chosen for code in offer.codes}:
            return filing_value(row)
    return review.resubmit(context, filing_id, actor=actor, reason=_reason(chosen))


def _send_again(
    context: Context, filing_id: int, given: _Given, offer: Offer, waits_for: int | None, actor: str
) -> Filing:
    """Send the filing again as it is, behind another one."""
    with context.database.write() as session:
        _consent(context, session, filing_id, given, [offer], actor)
    waiting.wait_for(context, filing_id, waits_for, actor=actor)
    return review.resubmit(context, filing_id, actor=actor, reason=_reason([offer]))


def _ask_customer(context: Context, filing_id: int, given: _Given, offer: Offer, actor: str) -> Filing:
    fields = field_paths(given.refusal.codes, given.refusal.particulars)
    with context.database.write() as session:
        _consent(context, session, filing_id, given, [offer], actor)
    return review.return_filing(
        context,
        filing_id,
        actor=actor,
        reason=f"{_reason([offer])}: {offer.text.zh}",
        fields={path: text.zh for path, text in fields.items()},
    )


def _withdraw(context: Context, filing_id: int, given: _Given, offer: Offer, actor: str, words: str) -> Filing:
    with context.database.write() as session:
        _consent(context, session, filing_id, given, [offer], actor)
    return review.withdraw(context, filing_id, actor=actor, reason=f"{_reason([offer])}: {words}")


def _replace(context: Context, filing_id: int, given: _Given, offer: Offer, actor: str) -> Filing:
    """Open the filings that take its place, then withdraw it; accepting again after a crash finds those opened."""
    opened: list[Filing] = []
    for opening in offer.opens:
        filing = _open(context, filing_id, given, opening, actor)
        if opening.after:
            filing = waiting.wait_for(context, filing.id, opened[-1].id, actor=actor)
        opened.append(filing)
    listed = "、".join(f"{filing.id}（{filing.kind.zh}）" for filing in opened)
    _withdraw(context, filing_id, given, offer, actor, f"改办备案申请 {listed}")
    return opened[0]


def _open(context: Context, filing_id: int, given: _Given, opening: Opening, actor: str) -> Filing:
    """A draft of the opening, or the one that is open already; what somebody filled in since stays."""
    filing = open_filing(
        context, opening.kind, opening.hosts, customer=given.customer, actor=actor, province=given.province
    )
    if filing.state is State.DRAFT and drafts.particulars_of(context, filing.id) == Particulars():
        with context.database.write() as session:
            scans = _carry_attachments(context, session, filing_id, filing.id, opening)
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


def _reason(chosen: list[Offer]) -> str:
    return "remedy " + " ".join("+".join(map(str, offer.codes)) for offer in chosen)


def _consent(
    context: Context, session: Session, filing_id: int, given: _Given, chosen: list[Offer], actor: str
) -> None:
    """Put the consent on record, in the caller's transaction.

    Raises FilingRefused where the filing is not what was offered for: somebody was faster, or edited it.
    """
    hold_filing(session, filing_id)
    now = _read(context, session, filing_row(session, filing_id))
    if now is None or now.report != given.report or now.refusal.particulars != given.refusal.particulars:
        raise refused(
            f"备案申请 {filing_id} 刚被改动；请重新查看后再处理。",
            f"Filing {filing_id} was changed meanwhile: look at it again first.",
            code="moved_on",
        )
    detail = {"codes": [code for offer in chosen for code in offer.codes], "way": chosen[0].way.value}
    target = f"filing:{filing_id}"
    session.add(AuditEntry(at=context.now(), actor=actor, action=ACCEPTED, target=target, detail=detail))


def _given(context: Context, filing_id: int) -> _Given | None:
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        return _read(context, session, row)


def _read(context: Context, session: Session, row: FilingRow) -> _Given | None:
    """What is known of a filing that the authority gave back; None for one that stands elsewhere."""
    query = select(ReportRow).where(ReportRow.filing_id == row.id, ReportRow.answered_at.is_not(None))
    report = session.scalar(query.order_by(ReportRow.id.desc()).limit(1))
    if report is None or row.state != State.RETURNED_TO_PROVIDER:
        return None
    isp_id = int(context.settings.isp_id) if context.settings.isp_id else None
    particulars = _ours_unnamed(parse_particulars(row.particulars), isp_id)
    record = _record(session, row, particulars)
    refusal = Refusal(
        kind=Kind(row.kind),
        codes=tuple(report.codes),
        particulars=particulars,
        published=_ours_unnamed(parse_particulars(record.published), isp_id) if record and record.published else None,
        resent=_resent(session, report),
        running=_running(session, row, record),
        wrong=_wrong(context, session, row) if _SCHEMA in report.codes else {},
    )
    return _Given(refusal, row.customer.user if row.customer else "", row.province, report.id)


def _wrong(context: Context, session: Session, row: FilingRow) -> dict[str, Text]:
    """What our own checks find wrong in the filing now, by field."""
    found = needs_of(context, session, row, goes_out=True)
    return {one.path: one.text for one in found if one.path and one.severity is Severity.REFUSE}


def _record(session: Session, row: FilingRow, particulars: Particulars) -> Subject | None:
    """The subject on record that the filing is about."""
    found = drafts.subject_of(session, row)
    if found is not None:
        return found
    for site in particulars.sites:
        query = select(Subject).join(Site, Site.subject_id == Subject.id)
        if site.authority_id is not None:
            found = session.scalar(query.where(Site.authority_id == site.authority_id))
        if found is None and site.licence_number:
            found = session.scalar(query.where(Site.licence_number == _written(site.licence_number)))
        if found is not None:
            return found
    return None


def _written(number: str) -> str:
    try:
        return str(parse_licence(number))
    except InvalidValue:
        return number


def _ours_unnamed(said: Particulars, isp_id: int | None) -> Particulars:
    """The same with our own accesses under no provider, which is how a filing names them."""
    sites = tuple(
        with_values(
            site,
            accesses=tuple(with_values(one, provider=None) if one.provider == isp_id else one for one in site.accesses),
        )
        for site in said.sites
    )
    return with_values(said, sites=sites)


def _resent(session: Session, report: ReportRow) -> frozenset[int]:
    """Codes whose remedy was accepted before the authority answered with `report`."""
    query = select(AuditEntry.detail).where(
        AuditEntry.target == f"filing:{report.filing_id}",
        AuditEntry.action == ACCEPTED,
        AuditEntry.at <= report.answered_at,
    )
    return frozenset(code for detail in session.scalars(query) for code in detail["codes"])


def _running(session: Session, row: FilingRow, record: Subject | None) -> int | None:
    """Another filing of the same kind for the same subject that the authority has not answered."""
    if record is None:
        return None
    query = select(FilingRow).where(
        FilingRow.id != row.id, FilingRow.kind == row.kind, FilingRow.state == State.AUTHORITY_REVIEW.value
    )
    for other in session.scalars(query.order_by(FilingRow.id.desc())):
        if _record(session, other, parse_particulars(other.particulars)) is record:
            return other.id
    return None


def _with_numbers(context: Context, refusal: Refusal) -> Refusal:
    """The refusal with what the authority's status query says, where a code depends on it and the query answers."""
    codes = set(refusal.codes)
    if not context.settings.authority_url or not codes & (_ASK_DOMAINS | _ASK_SUBJECT):
        return refusal
    ask = context.lookups.status_query(context).look_up
    names = {one.name for site in refusal.particulars.sites for one in site.domains} if codes & _ASK_DOMAINS else ()
    domains = {name: found for name in sorted(names) if (found := _numbers(partial(ask, name)))}
    certificate = _certificate(context, refusal) if codes & _ASK_SUBJECT else None
    subject = _numbers(partial(subject_record, context, certificate)) if certificate else None
    return replace(refusal, domains=domains, subject=subject)


def _certificate(context: Context, refusal: Refusal) -> Certificate | None:
    stands = refusal.published.subject if refusal.published else None
    subject = refusal.particulars.subject
    said = subject if subject and subject.certificate_number else stands
    if said is None:
        return None
    with context.database.read() as session:
        return load_wording(session, context.settings).certificate(said)


def _numbers(ask: Callable[[], Record]) -> Numbers | None:
    """The numbers that a question to the authority gives; None where it gives no answer."""
    try:
        record = ask()
    except (AuthorityRefused, AuthorityUnreachable):
        return None
    return None if record.filed is Filed.UNKNOWN else Numbers(record.subject_number, record.site_number)
