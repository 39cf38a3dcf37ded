"""A filing that the authority gave back, with what is known around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace as with_values
from sqlalchemy import select

from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, InvalidValue
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import as_written
from beian_plugin.filing.offers import Numbers, Refusal
from beian_plugin.filing.states import State
from beian_plugin.models.exchange import ReportMark, ReportRow
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, Site, Subject
from beian_plugin.operations import drafts
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.needs import needs_of
from beian_plugin.operations.record_lookups import subject_record
from beian_plugin.operations.sync.record_values import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from beian_plugin.filing.certificate import Certificate
    from beian_plugin.filing.particulars import Particulars
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
#: Something else is with the authority for the same record.
_BUSY = frozenset({1017, 1051})


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A filing that the authority gave back, and whose it is."""

    refusal: Refusal
    customer: str
    province: str | None
    #: The report whose answer it is.
    report: int


def find(context: Context, filing_id: int) -> GivenBack | None:
    """The filing, if the authority gave it back and nothing has happened since.

    Raises InvalidValue where there is no such filing.
    """
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        return read(context, session, row)


def read(context: Context, session: Session, row: FilingRow) -> GivenBack | None:
    """What is known of a filing that the authority gave back; None for one that stands elsewhere."""
    query = select(ReportRow).where(ReportRow.filing_id == row.id, ReportRow.answered_at.is_not(None))
    report = session.scalar(query.order_by(ReportRow.id.desc()).limit(1))
    if report is None or row.state != State.RETURNED_TO_PROVIDER:
        return None
    isp_id = int(context.settings.isp_id) if context.settings.isp_id else None
    particulars = _ours_unnamed(parse_particulars(row.particulars), isp_id)
    record = _subject(session, row, particulars)
    refusal = Refusal(
        kind=Kind(row.kind),
        codes=tuple(report.codes),
        particulars=particulars,
        published=_ours_unnamed(parse_particulars(record.published), isp_id) if record and record.published else None,
        resent=_resent(session, report),
        running=_running(session, report),
        wrong=_wrong(context, session, row) if _SCHEMA in report.codes else {},
    )
    return GivenBack(refusal, row.customer.user if row.customer else "", row.province, report.id)


def _wrong(context: Context, session: Session, row: FilingRow) -> dict[str, Text]:
    """What our own checks find wrong in the filing now, by field."""
    found = needs_of(context, session, row, goes_out=True)
    return {one.path: one.text for one in found if one.path and one.severity is Severity.REFUSE}


def _subject(session: Session, row: FilingRow, particulars: Particulars) -> Subject | None:
    """The subject on record that the filing is about."""
    found = drafts.subject_of(session, row)
    if found is not None:
        return found
    for site in particulars.sites:
        query = select(Subject).join(Site, Site.subject_id == Subject.id)
        if site.authority_id is not None:
            found = session.scalar(query.where(Site.authority_id == site.authority_id))
        if found is None and site.licence_number:
            found = session.scalar(query.where(Site.licence_number == as_written(site.licence_number)))
        if found is not None:
            return found
    return None


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
    """Codes whose remedy was accepted for an earlier report of the same filing."""
    target = f"filing:{report.filing_id}"
    query = select(AuditEntry.detail).where(AuditEntry.target == target, AuditEntry.action == ACCEPTED)
    earlier = [detail for detail in session.scalars(query) if detail["report"] != report.id]
    return frozenset(code for detail in earlier for code in detail["codes"])


def _running(session: Session, report: ReportRow) -> int | None:
    """Another filing about the same record that the authority has not answered; None where the codes tell of none."""
    if not _BUSY & set(report.codes):
        return None
    marks = select(ReportMark.mark).where(ReportMark.report_id == report.id, ReportMark.kind == "result")
    query = (
        select(ReportRow.filing_id)
        .join(ReportMark, ReportMark.report_id == ReportRow.id)
        .where(
            ReportMark.kind == "result",
            ReportMark.mark.in_(marks),
            ReportRow.answered_at.is_(None),
            ReportRow.filing_id != report.filing_id,
        )
    )
    return session.scalar(query.order_by(ReportRow.id.desc()).limit(1))


def with_numbers(context: Context, refusal: Refusal) -> Refusal:
    """The refusal with what the authority's status query says, where a code depends on it and the query answers."""
    codes = set(refusal.codes)
    if not context.settings.authority_url or not codes & (_ASK_DOMAINS | _ASK_SUBJECT):
        return refusal
    ask = context.lookups.status_query(context).look_up
    names = {one.name for site in refusal.particulars.sites for one in site.domains} if codes & _ASK_DOMAINS else ()
    domains = {}
    for name in sorted(names):
        if (found := _numbers(partial(ask, name))) is None:
            break  # the others would wait in vain, too
        domains[name] = found
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
