"""Papers printed from a filing, made on request and never stored: verification sheet and reset form (FAQ 36, 47).

A received sheet is registered by the code on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import as_written
from beian_plugin.filing.particulars import Particulars, Principal, Site, Subject
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.verdict import Text
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations import base_codes
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.drafts import may_see, subject_of
from beian_plugin.operations.filings import filing_value, parse_particulars
from beian_plugin.operations.material import extra_sheet_note, receive_sheet, sheets_of
from beian_plugin.operations.requirements import province_of
from beian_plugin.papers import forms
from beian_plugin.papers.code import code_of, content_digest, digest_of, read_code
from beian_plugin.papers.values import SheetValues, SubjectValues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import Filing
    from beian_plugin.models import tables
    from beian_plugin.operations.context import Context
    from beian_plugin.operations.material import SheetInfo


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of a sheet whose code was scanned."""

    filing: Filing
    #: As it is registered now; None where the filing's domains changed since it was printed: it needs a new one.
    sheet: SheetInfo | None


#: The audit line of a printed sheet, with digests of the domains and of all else that stands on it.
PRINTED = "print_sheet"


class Print(NamedTuple):
    """What a sheet said when it was printed, in digests that give nothing away."""

    domains: str
    content: str


def sheet_pdf(context: Context, filing_id: int, *, domain: str = "", actor: str) -> bytes:
    """The verification sheet of a filing as PDF, with the whole certificate number; the audit log names who took it.

    With `domain`, in punycode, the one of several sheets that lists this domain alone, for a province that wants one
    for each; it carries the code of them all. Raises InvalidValue where there is no such filing or the filing has no
    such domain, FilingRefused where it is closed, ExtraMissing without the extra `papers`, BeianError where Pango or a
    Chinese font is missing.
    """
    values = sheet_values(context, filing_id)
    said = print_of(context, values)
    content = forms.verification_sheet(_of_one(values, domain) if domain else values)
    _audit(context, filing_id, actor, PRINTED, **said._asdict())
    return content


def print_of(context: Context, values: SheetValues) -> Print:
    """What a sheet with these values says, to be held against what an older one said."""
    said = msgspec.json.encode((values.filed.subject, [_printed(site) for site in values.filed.sites]))
    return Print(digest_of(_key(context), values.filed.domains), content_digest(_key(context), said))


def _printed(site: Site) -> Site:
    """What a sheet prints of a site."""
    return Site(name=site.name, licence_number=site.licence_number, home_page=site.home_page, principal=site.principal)


def _of_one(values: SheetValues, domain: str) -> SheetValues:
    names = values.filed.domains
    if domain not in names:
        raise InvalidValue(f"The filing has no domain {domain}.", what="host", reason="missing")
    place, count = names.index(domain) + 1, len(names)
    note = Text(
        f"每个域名一份核验单：共 {count} 份，此为第 {place} 份。{values.note.zh if values.note else ''}",
        f"One sheet for each domain: number {place} of {count}. {values.note.en if values.note else ''}".rstrip(),
    )
    sites = tuple(site for site in values.filed.sites if any(one.name == domain for one in site.domains))
    filed = replace(values.filed, domains=(domain,), sites=sites or values.filed.sites)
    return replace(values, filed=filed, note=note)


def sheet_values(context: Context, filing_id: int) -> SheetValues:
    """What stands on the verification sheet of a filing. Raises InvalidValue and FilingRefused as `sheet_pdf` does."""
    note, certificates = extra_sheet_note(context, filing_id), base_codes.table(context, "Zjlx")
    with context.database.read() as session:
        row = _existing(session, filing_id)
        state = State(row.state)
        if state not in OPEN_STATES:
            raise refused(
                f"备案申请 {filing_id} {state.zh}，不再需要核验单。",
                f"Filing {filing_id} is {state.en}: it needs no verification sheet any more.",
            )
        filed = _filed(context, session, row, certificates)
        return SheetValues(
            filing=row.id,
            kind=Kind(row.kind),
            code=code_of(_key(context), row.id, filed.domains),
            filed=filed,
            provider=context.settings.isp_name,
            permit=context.settings.permit_number,
            note=note,
        )


def reset_form_pdf(context: Context, filing_id: int, *, actor: str) -> bytes:
    """The form with which the filing's subject asks the authority for a new filing password (FAQ 36), as PDF.

    Raises what `sheet_pdf` raises; a filing that is closed has one, too.
    """
    certificates = base_codes.table(context, "Zjlx")
    with context.database.read() as session:
        values = _filed(context, session, _existing(session, filing_id), certificates)
    content = forms.password_reset_form(values)
    _audit(context, filing_id, actor, "print_reset_form")
    return content


def scan(context: Context, code: str, *, extra: bool = False, actor: str) -> Scanned:
    """Register the sheet that carries `code` with the filing's domains, if it was printed for just these (FAQ 47).

    A sheet that is in already and was not found invalid is not registered twice: it comes in duplicate. `extra` is a
    sheet with the note 补单 (FAQ 35). Raises InvalidValue for a code that no sheet of this provider carries,
    FilingRefused for a filing that is closed.
    """
    found = read_code(_key(context), code)
    if found is None:
        raise InvalidValue(
            "No verification sheet of this provider carries this code: scan it again, or register the sheet by its "
            "filing and domains.",
            what="code",
        )
    with context.database.read() as session:
        filing = filing_value(_existing(session, found.filing))
    if digest_of(_key(context), filing.domains) != found.digest:
        return Scanned(filing, None)
    latest = next(iter(sheets_of(context, filing.id)), None)
    if latest and latest.domains == filing.domains and latest.state != "invalid" and latest.extra == extra:
        return Scanned(filing, latest)
    return Scanned(filing, receive_sheet(context, filing.id, filing.domains, extra=extra, actor=actor))


def _key(context: Context) -> bytes:
    return context.database.keys.derived_key("verification sheet")


def _existing(session: Session, filing_id: int) -> FilingRow:
    row = session.get(FilingRow, filing_id)
    if row is None:
        raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
    return row


def _filed(context: Context, session: Session, row: FilingRow, certificates: Mapping[int, str]) -> SubjectValues:
    """What the filing says, completed from the record where the filing only names it."""
    said = parse_particulars(row.particulars)
    record = subject_of(session, row)
    if record is not None and not may_see(session, row, record):
        record = None
    published = parse_particulars(record.published) if record is not None else Particulars()
    subject, kind = said.subject or Subject(), ""
    if not subject.name and published.subject is not None:
        subject = published.subject
    elif not subject.name and record is not None:
        subject, kind = _from_record(record), record.certificate_kind
    province = province_of(row, said)
    return SubjectValues(
        subject=subject,
        certificate=certificates.get(subject.certificate_type or 0, "") or (CertificateKind(kind).zh if kind else ""),
        certificates=certificates,
        sites=tuple(_whole(site, published) for site in said.sites),
        domains=tuple(sorted(domain.name for domain in row.domains)),
        authority=context.plugins.registry.book(province).authority if province else "",
        day=context.now().astimezone(CHINA).date(),
    )


def _from_record(record: tables.Subject) -> Subject:
    """A subject that only an import told of."""
    person = record.principal
    return Subject(
        name=record.name,
        licence_number=record.licence_number or "",
        certificate_number=record.certificate_number or "",
        certificate_address=record.address or "",
        principal=Principal(name=person.name, mobile=person.phone or "", email=person.email or "")
        if person
        else Principal(),
    )


def _whole(site: Site, published: Particulars) -> Site:
    """The site as the filing says it, or as it was published where the filing only names it."""
    number = as_written(site.licence_number)
    for one in () if site.name else published.sites:
        if (site.authority_id and site.authority_id == one.authority_id) or (
            number and number == as_written(one.licence_number)
        ):
            return one
    return site


def _audit(context: Context, filing_id: int, actor: str, action: str, **detail: str) -> None:
    entry = AuditEntry(at=context.now(), actor=actor, action=action, target=f"filing:{filing_id}", detail=detail)
    with context.database.write() as session:
        session.add(entry)
