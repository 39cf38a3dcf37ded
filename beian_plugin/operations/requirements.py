"""What the province asks of one filing: all that is known around it, gathered for the province's rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import Certificate, refusal
from beian_plugin.filing.completeness import Missing
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.form import label_of
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.region import provinces
from beian_plugin.filing.rules import certificate_kind, is_individual
from beian_plugin.filing.site_name import SiteNameRules
from beian_plugin.filing.verdict import Text
from beian_plugin.models.tables import Domain, FilingRow, Principal, Site, Subject
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.registrations import facts_of
from beian_plugin.providers.evaluate import requirements
from beian_plugin.providers.requirement import Form
from beian_plugin.providers.rule import SubjectKind
from beian_plugin.providers.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from beian_plugin.filing import particulars as said
    from beian_plugin.filing.completeness import Known
    from beian_plugin.operations.context import Context
    from beian_plugin.providers.requirement import Requirement

#: What stands in the way of a filing; hints and what comes afterwards are shown beside the form.
_NEEDED = frozenset({Form.CHECK, Form.MATERIAL})


def asked_of(context: Context, session: Session, row: FilingRow, known: Known) -> tuple[Requirement, ...]:
    """Everything that the filing's province asks of it, as far as what is `known` tells."""
    particulars = parse_particulars(row.particulars)
    code = province_of(row, particulars)
    book = context.plugins.registry.book(code)
    return requirements(book, _situation(context, session, row, particulars, known, code or ""))


def needed(context: Context, session: Session, row: FilingRow, known: Known) -> Iterator[Missing]:
    """What the province finds wrong or wants, as the other things that the filing lacks."""
    for one in asked_of(context, session, row, known):
        if one.form in _NEEDED:
            label = label_of(one.path) if one.path else Text()
            yield Missing(one.path, label, one.sentence(), one.severity, one.rule)
    code = province_of(row, parse_particulars(row.particulars))
    if context.plugins.registry.is_broken(code):
        name = provinces()[code or ""]
        yield Missing(
            "",
            Text(),
            Text(
                f"{name.name_zh}的规则文件有错误，本省要求由备案专员逐项核实。",
                f"The rule file of {name.name_en} is broken: staff check what the province asks by hand.",
            ),
            Severity.WARN,
            "province_broken",
        )


def site_name_rules(context: Context, row: FilingRow, known: Known) -> SiteNameRules:
    """What FAQ 54 asks of site names, softened where the province allows more."""
    particulars = parse_particulars(row.particulars)
    book = context.plugins.registry.book(province_of(row, particulars))

    def allows(name: str) -> bool:
        asked = book.pick(name, known.today, kind=Kind(row.kind), subject=subject_kind(particulars, known))
        return asked is not None and asked.value is True

    usual = SiteNameRules()
    return replace(
        usual,
        english=None if allows("site_name_english_allowed") else usual.english,
        places=None if allows("administrative_region_site_name_allowed") else usual.places,
    )


def province_of(row: FilingRow, particulars: said.Particulars) -> str | None:
    """The province that decides: the one that the filing says, else the one noted; or None."""
    return province_said(particulars) or row.province


def province_said(particulars: said.Particulars) -> str | None:
    """The province of the licence number, else of the subject's address; None where neither tells."""
    subject = particulars.subject
    numbers = [subject.licence_number] if subject else []
    for number in (*numbers, *(site.licence_number for site in particulars.sites)):
        try:
            if number and (code := parse_licence(number).province):
                return code
        except InvalidValue:
            continue
    address = subject.address.province if subject else None
    code = f"{address:06d}"[:2] if address else ""
    return code if code in provinces() else None


def _situation(
    context: Context, session: Session, row: FilingRow, particulars: said.Particulars, known: Known, code: str
) -> Situation:
    subject = _subject_on_record(context, session, row, particulars, known)
    own = _own_rows(session, row, subject, _subject_index(context, particulars, known))
    return Situation(
        kind=Kind(row.kind),
        province=code,
        today=known.today,
        particulars=particulars,
        subject=subject_kind(particulars, known),
        tables=known.tables,
        published=known.published,
        filed_sites=_filed_sites(session, subject, row),
        filed_domains=_filed_domains(session, subject, row),
        principals_elsewhere=frozenset(_principals_elsewhere(context, session, particulars, known, own)),
        mobiles_elsewhere=frozenset(_mobiles_elsewhere(context, session, particulars, own)),
        second_number=_has_second_number(context, session, particulars, known),
        permit_number=context.settings.permit_number,
        domains=facts_of(context, session, particulars, known.published),
    )


def subject_kind(particulars: said.Particulars, known: Known) -> SubjectKind:
    """Whether a person or an organisation files."""
    person = is_individual(particulars, known)
    return {None: SubjectKind.ANY, True: SubjectKind.INDIVIDUAL, False: SubjectKind.ORGANISATION}[person]


def _subject_on_record(
    context: Context, session: Session, row: FilingRow, particulars: said.Particulars, known: Known
) -> Subject | None:
    """The subject on record, by link or by its certificate."""
    if row.subject_id is not None:
        return session.get(Subject, row.subject_id)
    index = _subject_index(context, particulars, known)
    query = select(Subject).where(Subject.certificate_index == index).order_by(Subject.id).limit(1)
    return session.scalar(query) if index else None


def _subject_index(context: Context, particulars: said.Particulars, known: Known) -> bytes | None:
    subject = particulars.subject
    return _index(context, subject.certificate_type, subject.certificate_number, known) if subject else None


def _index(context: Context, code: int | None, number: str, known: Known) -> bytes | None:
    """The blind index of a certificate; None where it is not known for what it is."""
    kind = certificate_kind(code, known)
    if kind is None or not number or refusal(kind, number):
        return None
    certificate = Certificate.parse(kind, number)
    return context.database.keys.certificate_index(certificate.kind, certificate.number)


def _filed_sites(session: Session, subject: Subject | None, row: FilingRow) -> int | None:
    """Sites of the subject on record, the filing's own left out; None where nothing is known of the subject."""
    if subject is None:
        return 0 if row.kind == Kind.NEW else None
    own = Site.id != row.site_id if row.site_id is not None else Site.id.is_not(None)
    count = session.scalar(select(func.count()).where(Site.subject_id == subject.id, own)) or 0
    return max(0, count - len(parse_particulars(row.particulars).sites)) if row.kind == Kind.CHANGE else count


def _filed_domains(session: Session, subject: Subject | None, row: FilingRow) -> tuple[str, ...] | None:
    """Registrable domains of the subject on record, the filing's own left out."""
    if subject is None:
        return () if row.kind == Kind.NEW else None
    own = {domain.name for domain in row.domains}
    query = select(Domain.name).join(Site, Site.id == Domain.site_id).where(Site.subject_id == subject.id)
    return tuple(name for name in session.scalars(query.order_by(Domain.name)) if name not in own)


def _people(particulars: said.Particulars) -> Iterator[tuple[str, said.Principal]]:
    if particulars.subject is not None:
        yield "subject.principal", particulars.subject.principal
    for number, site in enumerate(particulars.sites):
        yield f"sites.{number}.principal", site.principal


def _principals_elsewhere(
    context: Context, session: Session, particulars: said.Particulars, known: Known, own: Collection[int] | None
) -> Iterator[str]:
    """Paths of principals whose certificate stands under another subject here."""
    for path, person in _people(particulars):
        index = _index(context, person.certificate_type, person.certificate_number, known)
        if index and _stands_elsewhere(session, Principal.certificate_index == index, own):
            yield path


def _mobiles_elsewhere(
    context: Context, session: Session, particulars: said.Particulars, own: Collection[int] | None
) -> Iterator[str]:
    """Paths of principals whose mobile number stands under another subject here."""
    for path, person in _people(particulars):
        numbers = [number for number in person.mobile.split(";") if number]
        indexes = [context.database.keys.blind_index("phone", number) for number in numbers]
        if indexes and _stands_elsewhere(session, Principal.phone_index.in_(indexes), own):
            yield path


def _own_rows(session: Session, row: FilingRow, subject: Subject | None, index: bytes | None) -> frozenset[int] | None:
    """The subjects on record that are the filing's own: one may have several numbers (FAQ 27).

    None where nobody knows which they are: what stands under any may be the filing's own.
    """
    indexes = {one for one in (index, subject.certificate_index if subject else None) if one}
    if subject is None and not (indexes and row.kind == Kind.NEW):
        return None
    found = set(session.scalars(select(Subject.id).where(Subject.certificate_index.in_(indexes))))
    return frozenset(found | ({subject.id} if subject else set()))


def _stands_elsewhere(session: Session, is_person: ColumnElement[bool], own: Collection[int] | None) -> bool:
    if own is None:
        return False
    query = select(Subject.id).join(Principal, Subject.principal_id == Principal.id).where(is_person)
    return session.scalar(query.where(Subject.id.not_in(own)).limit(1)) is not None


def _has_second_number(context: Context, session: Session, particulars: said.Particulars, known: Known) -> bool:
    """Whether two numbers stand on record for the subject's certificate."""
    index = _subject_index(context, particulars, known)
    query = select(func.count()).where(Subject.certificate_index == index, Subject.licence_number.is_not(None))
    return index is not None and (session.scalar(query) or 0) > 1
