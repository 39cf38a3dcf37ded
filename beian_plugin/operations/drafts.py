"""What a filing says: kept as it is filled in, and begun from what is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from beian_plugin.errors import InvalidValue, SavedMeanwhile
from beian_plugin.filing.completeness import Missing, refused
from beian_plugin.filing.form import changed_paths
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.particulars import Access, Particulars, Reporting
from beian_plugin.filing.prefill import first_draft
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Text
from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import (
    CustomerSubject,
    Domain,
    FilingDomain,
    FilingRow,
    Sheet,
    Site,
    SiteAccess,
    Subject,
)
from beian_plugin.operations.filings import filing_row, filing_value, hold_filing, note_domains, parse_particulars
from beian_plugin.operations.requirements import province_of
from beian_plugin.operations.terms import SAVED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.filing.application import Filing
    from beian_plugin.operations.context import Context

#: Where the customer may edit; where staff may besides, on the customer's behalf (代为备案).
CUSTOMER_EDITS = frozenset({State.DRAFT, State.RETURNED_TO_CUSTOMER})
STAFF_EDIT = CUSTOMER_EDITS | {State.PROVIDER_REVIEW, State.RETURNED_TO_PROVIDER}
#: Kinds whose sites tell the filing's domains; the others are about a record, and keep those they were opened for.
_OWN_DOMAINS = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.CHANGE})
#: Kinds that begin an access of ours.
_SERVED_HERE = (Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN)


def particulars_of(context: Context, filing_id: int) -> Particulars:
    """What the filing says so far; empty where nothing was saved. Raises InvalidValue where there is no such filing."""
    with context.database.read() as session:
        return parse_particulars(_existing(session, filing_id).particulars)


def save_particulars(
    context: Context, filing_id: int, particulars: Particulars, *, actor: str, base: Particulars | None = None
) -> Filing:
    """Keep what the filing says; the audit log gets the paths that changed, never the values.

    Whoever is not the filing's customer edits on the customer's behalf. Raises FilingRefused where the filing's state
    lets nobody edit, or not this one; SavedMeanwhile where it does not say `base` any more.
    """
    with context.database.write() as session:
        return filing_value(save_row(context, session, filing_id, particulars, actor=actor, base=base))


def save_row(
    context: Context,
    session: Session,
    filing_id: int,
    particulars: Particulars,
    *,
    actor: str,
    base: Particulars | None = None,
    unchanged: bool = False,
) -> FilingRow:
    """`save_particulars` within the caller's transaction; `unchanged` notes a save that alters no value, too."""
    particulars = in_punycode(particulars)
    # Not the row itself: what is read before it is locked may be changed meanwhile.
    kind = session.scalar(select(FilingRow.kind).where(FilingRow.id == filing_id))
    wanted = _domains(particulars) if kind in _OWN_DOMAINS else []
    note_domains(context, session, wanted)
    held = hold_filing(session, filing_id, wanted)
    row = filing_row(session, filing_id)
    before = parse_particulars(row.particulars)
    refuse_edit(row, before, actor)
    if base is not None and before != base:
        raise _saved_meanwhile()
    # A site that says nothing yet is one more, too.
    if particulars == before and not unchanged:
        return row
    changed = changed_paths(before, particulars)
    row.particulars = dump_particulars(particulars)
    row.province = province_of(row, particulars)
    row.updated_at = context.now()
    if wanted:
        _follow(session, row, wanted)
    if row.kind == Kind.ADD_SITE and row.subject_id is None and (subject := subject_of(session, row)) is not None:
        # What the subject shows depends on the sites that are being added to it (FAQ 49, 50).
        row.subject_id = subject.id
    detail = {"paths": changed, "on_behalf": not is_customer(row, actor)}
    session.add(AuditEntry(at=context.now(), actor=actor, action=SAVED, target=f"filing:{row.id}", detail=detail))
    session.flush()
    standing.refresh(session, held)
    return row


def _saved_meanwhile() -> SavedMeanwhile:
    text = Text(
        "您打开页面之后，这项申请已被他人修改；请查看最新内容后再办理。",
        "Somebody else has changed the filing since: look at what it says now, and do it again.",
    )
    return SavedMeanwhile(text.en, missing=(Missing("", Text(), text, code="saved_meanwhile"),))


def dump_particulars(particulars: Particulars) -> str:
    """The JSON in which a filing or a record is stored; `parse_particulars` reads it."""
    return msgspec.json.encode(particulars).decode()


def is_customer(row: FilingRow, actor: str) -> bool:
    """Whether `actor` is the customer for whom the filing is; everybody else acts for the provider."""
    return row.customer is not None and row.customer.user == actor


def refuse_edit(row: FilingRow, before: Particulars, actor: str) -> None:
    """Raise FilingRefused where `actor` may not edit the filing now, with what to do instead (FAQ 39, 57)."""
    state = State(row.state)
    if is_customer(row, actor):
        if state in STAFF_EDIT - CUSTOMER_EDITS:
            raise refused(
                f"备案申请处于“{state.zh}”，您不能修改；请联系接入商修改或退回（FAQ 39）。",
                f"The filing is {state.en}: ask the provider to correct it or to return it to you (FAQ 39).",
                code="not_yours",
            )
        if before.subject is not None and before.subject.reporting is Reporting.ON_BEHALF:
            raise refused(
                "报备类型为代为备案，您不能自行修改；请联系接入商改为自主备案（FAQ 57）。",
                "The provider files on your behalf: ask it to switch the reporting mode to self (FAQ 57).",
                code="on_behalf",
            )
    if state not in STAFF_EDIT:
        raise refused(
            f"备案申请处于“{state.zh}”，不能修改；需等待退回后再修改（FAQ 39）。",
            f"The filing is {state.en} and cannot be edited: it has to come back first (FAQ 39).",
            code="not_now",
        )


def _follow(session: Session, row: FilingRow, wanted: list[str]) -> None:
    """Make the filing's domains those of its sites; a sheet that lists others does not verify it any more (FAQ 47)."""
    if sorted(domain.name for domain in row.domains) == wanted:
        return
    kept = [domain for domain in row.domains if domain.name in wanted]
    new = set(wanted) - {domain.name for domain in kept}
    row.domains = kept + [FilingDomain(name=name) for name in sorted(new)]
    latest = session.scalar(select(Sheet).where(Sheet.filing_id == row.id).order_by(Sheet.id.desc()).limit(1))
    if latest is not None and sorted(latest.domains) != wanted:
        row.verified = False


def _domains(particulars: Particulars) -> list[str]:
    """The registrable domains of the sites, each once, in order; what is no domain yet is left out."""
    found = set()
    for site in particulars.sites:
        for domain in site.domains:
            try:
                found.add(parse_host(domain.name).registrable)
            except InvalidValue:
                continue
    return sorted(found - {""})


def in_punycode(particulars: Particulars) -> Particulars:
    """The same with domains as the interface writes them; what is none stays as it was typed."""
    sites = tuple(
        replace(site, domains=tuple(replace(domain, name=_ascii(domain.name)) for domain in site.domains))
        for site in particulars.sites
    )
    return replace(particulars, sites=sites)


def _ascii(name: str) -> str:
    try:
        host = parse_host(name)
    except InvalidValue:
        return name
    return host.ascii if host.kind is HostKind.NAME else name


def prefill(context: Context, filing_id: int) -> Particulars:
    """What a filing could begin with: what it says already, else what the authority published or what was filed before.

    Nothing is saved. Raises InvalidValue where there is no such filing.
    """
    with context.database.read() as session:
        return begun(context, session, _existing(session, filing_id))


def begun(context: Context, session: Session, row: FilingRow) -> Particulars:
    """`prefill` within the caller's transaction."""
    if row.particulars:
        return parse_particulars(row.particulars)
    subject = subject_of(session, row)
    names = sorted(domain.name for domain in row.domains)
    numbers = select(Domain.site_number).where(Domain.name.in_(names), Domain.site_number != "")
    mine = subject is not None and may_see(session, row, subject)
    return first_draft(
        Kind(row.kind),
        names,
        published=parse_particulars(subject.published) if subject is not None and mine else Particulars(),
        earlier=_earlier(session, row),
        subject_number=(subject.licence_number or "") if subject is not None else "",
        site_number=session.scalar(numbers.order_by(Domain.name).limit(1)) or "",
        provider=(provider := int(context.settings.isp_id) if context.settings.isp_id else None),
        usual=_usual_access(session, provider) if row.kind in _SERVED_HERE else Access(),
    )


def _existing(session: Session, filing_id: int) -> FilingRow:
    row = session.get(FilingRow, filing_id)
    if row is None:
        raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
    return row


def subject_of(session: Session, row: FilingRow) -> Subject | None:
    """The subject on record that the filing is about: by link, by what it says, else the customer's only one."""
    if row.subject_id is not None:
        return session.get(Subject, row.subject_id)
    said = parse_particulars(row.particulars).subject
    if said is not None and said.authority_id:
        found = session.scalar(select(Subject).where(Subject.authority_id == said.authority_id))
        if found is not None:
            return found
    if said is not None and said.licence_number:
        number = subject_number(said.licence_number)
        return session.scalar(select(Subject).where(Subject.licence_number == number))
    if row.kind not in (Kind.ADD_SITE, Kind.MATERIAL) or row.customer_id is None:
        return None
    query = (
        select(Subject)
        .join(CustomerSubject, CustomerSubject.subject_id == Subject.id)
        .where(CustomerSubject.customer_id == row.customer_id, Subject.licence_number.is_not(None))
    )
    mine = session.scalars(query.limit(2)).all()
    return mine[0] if len(mine) == 1 else None


def subject_number(text: str) -> str:
    """A subject's number in the one form in which records are found; as it was typed where it is none."""
    try:
        return str(parse_licence(text).subject)
    except InvalidValue:
        return text


def may_see(session: Session, row: FilingRow, subject: Subject) -> bool:
    """Whether the filing's customer files for the subject: the record of somebody else is shown to nobody."""
    if row.customer_id is None:
        return True
    return session.get(CustomerSubject, (row.customer_id, subject.id)) is not None


def filed_elsewhere(session: Session, subject: Subject | None) -> bool:
    """Whether this host serves no site of the subject, as far as the mirror tells: then the password is needed."""
    if subject is None:
        return True
    ours = select(SiteAccess.id).join(Site, Site.id == SiteAccess.site_id)
    return session.scalar(ours.where(Site.subject_id == subject.id, SiteAccess.ours).limit(1)) is None


def _earlier(session: Session, row: FilingRow) -> Particulars:
    """The latest new filing of the same customer that says who files."""
    if row.customer_id is None:
        return Particulars()
    query = select(FilingRow.particulars).where(
        FilingRow.customer_id == row.customer_id,
        FilingRow.id != row.id,
        FilingRow.kind.in_([Kind.NEW.value, Kind.CHANGE.value]),
        FilingRow.particulars.is_not(None),
    )
    return parse_particulars(session.scalar(query.order_by(FilingRow.id.desc()).limit(1)))


def _usual_access(session: Session, provider: int | None) -> Access:
    """The place and the mode of our access in the last filing that was approved; empty where there is none."""
    query = select(FilingRow.particulars).where(
        FilingRow.state == State.APPROVED.value,
        FilingRow.kind.in_([kind.value for kind in _SERVED_HERE]),
        FilingRow.particulars.is_not(None),
    )
    last = parse_particulars(session.scalar(query.order_by(FilingRow.id.desc()).limit(1)))
    ours = (one for site in last.sites for one in site.accesses if one.provider in (None, provider))
    found = next(ours, Access())
    return Access(places=found.places, modes=found.modes)
