"""Collect what is known about an event before it is decided."""

from __future__ import annotations

import ipaddress
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.events import ServerOrder
from beian_plugin.filing.facts import Access, Facts, Filed, Owner, RunningFiling, SubjectStanding
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import place_of
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.models import lookup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.filing.events import DomainBind, Event, SiteTransfer
    from beian_plugin.filing.hostname import HostName
    from beian_plugin.filing.region import Place
    from beian_plugin.models.lookup import DomainStanding, SubjectRow
    from beian_plugin.operations.context import Context


class Gathered(NamedTuple):
    """The facts, and how far the mirror reaches, by which `auto` mode goes."""

    facts: Facts
    coverage: str


class _Applicant(NamedTuple):
    """Who asks: the subjects that the event names, and what is known of the one that would file."""

    subjects: Sequence[SubjectRow]
    standing: SubjectStanding
    number: str
    province: str | None
    blacklisted: bool


def gather(context: Context, event: Event) -> Gathered:
    """All that is known about `event`, from the mirror first and then from the record sources."""
    place = place_of(event.region, context.settings.mainland_regions)
    if isinstance(event, ServerOrder):
        applicant = _applicant(context, event, "", known_customer=True)
        facts = Facts(
            place=place,
            subject=applicant.standing,
            subject_blacklisted=applicant.blacklisted,
            subject_number=applicant.number,
            cancelling=any(subject.cancelling for subject in applicant.subjects),
            province=applicant.province,
        )
        return Gathered(facts, coverage(context))
    try:
        host = parse_host(event.host)
    except InvalidValue as problem:
        return Gathered(Facts(place=place, host_problem=problem.reason), coverage(context))
    if host.kind is not HostKind.NAME:
        return Gathered(Facts(place=place, host=host), coverage(context))
    standing = lookup.find_domain(context.database, host.registrable, event.customer)
    return Gathered(_about_domain(context, event, place, host, standing), standing.coverage)


def coverage(context: Context) -> str:
    """How far the mirror reaches: `partial`, `own` or `all`."""
    return lookup.find_domain(context.database, "").coverage


def mirrored_access(standing: DomainStanding) -> Access:
    """Who serves a domain that the mirror shows as filed."""
    access = _ACCESSES[standing.access or "unknown"]
    if access is Access.UNKNOWN and standing.coverage != "partial":
        return Access.OTHER  # a mirror that holds every access of ours would show it
    return access


def _about_domain(
    context: Context, event: DomainBind | SiteTransfer, place: Place, host: HostName, standing: DomainStanding
) -> Facts:
    applicant = _applicant(context, event, standing.coverage, known_customer=bool(standing.user_files))
    about: dict[str, Any] = {
        "place": place,
        "host": host,
        "domain_blacklisted": bool(standing.blacklisted),
        "subject_blacklisted": applicant.blacklisted,
        "subject": applicant.standing,
        "province": applicant.province,
        "subject_number": applicant.number,
    }
    if standing.running_filing_id is not None:
        about["running"] = _running(context, standing.running_filing_id, event.customer)
    if standing.site_id is not None:
        about |= _from_mirror(context, event, standing, applicant)
    else:
        about |= _from_sources(context, host.registrable, standing.coverage)
    return Facts(**about)


_ACCESSES = {access.value: access for access in Access}


def _from_mirror(
    context: Context, event: DomainBind | SiteTransfer, standing: DomainStanding, applicant: _Applicant
) -> dict[str, Any]:
    """The facts that the mirror's record of the domain gives."""
    access = mirrored_access(standing)
    addresses = standing.addresses
    known = {
        "filed": Filed.YES,
        "access": access,
        "other_access": bool(standing.other_access),
        "shares_site": bool(standing.shares_site),
        "address_differs": bool(event.address and addresses and f'"{_address(event.address)}"' not in addresses),
        "site_number": standing.site_number or "",
        "source": "mirror",
        "known_at": lookup.moment(standing.updated_at),
    }
    if access is not Access.OURS:
        known["owner"] = _owner(context, event, standing, applicant)
    if standing.province:
        known["province"] = standing.province
    if standing.subject_number:
        known["subject_number"] = standing.subject_number
    return known


def _address(text: str) -> str:
    """An IP address in the one way in which the mirror writes it."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return text


def _from_sources(context: Context, domain: str, mirror_coverage: str) -> dict[str, Any]:
    """What the record sources say of a domain that the mirror does not show; the first that knows counts."""
    if mirror_coverage == "all":
        return {"filed": Filed.NO, "source": "mirror"}
    record, source, trouble = context.lookups.look_up(context, domain)
    if record is None:
        return {"trouble": trouble}
    access = record.access
    if record.filed is Filed.YES and access is Access.UNKNOWN and mirror_coverage != "partial":
        access = Access.OTHER  # our own would stand in the mirror
    known = {
        "filed": record.filed,
        "access": access,
        "site_number": record.site_number,
        "source": source,
        "known_at": record.known_at,
    }
    return known | ({"subject_number": record.subject_number} if record.subject_number else {})


def _owner(
    context: Context, event: DomainBind | SiteTransfer, standing: DomainStanding, applicant: _Applicant
) -> Owner:
    """For whom the domain is filed: identity is the certificate, and only without one the name (FAQ 2, 27)."""
    if any(subject.id == standing.subject_id for subject in applicant.subjects):
        return Owner.SAME
    if standing.subject_id is None or not (applicant.subjects or event.subject):
        return Owner.UNKNOWN
    holder = lookup.find_subject(context.database, standing.subject_id, event.customer)
    if holder is None:
        return Owner.UNKNOWN
    mine = {subject.certificate_index for subject in applicant.subjects} - {None}
    name, holders_name = _folded(event.subject.name if event.subject else ""), _folded(holder.name)
    if event.subject and event.subject.certificate:
        mine.add(_index(context, event.subject.certificate.kind, event.subject.certificate.number))
    if holder.certificate_index and mine:
        if holder.certificate_index in mine:
            return Owner.SAME
        # The same name under another certificate may be the same subject with an old licence: staff look at it.
        return Owner.UNKNOWN if name and name == holders_name else Owner.OTHER
    if name and holders_name:
        return Owner.SAME if name == holders_name else Owner.OTHER
    return Owner.UNKNOWN


def _folded(name: str) -> str:
    """A name as it is compared: full-width brackets and blanks make no other company."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _applicant(context: Context, event: Event, mirror_coverage: str, *, known_customer: bool) -> _Applicant:
    """Who asks, from the certificate that the event carries and the subjects of its customer, if there are any."""
    given = event.subject
    if given is None and not (event.customer and known_customer):
        return _NOBODY
    subjects: list[SubjectRow] = []
    blacklisted = False
    if given and given.certificate:
        index = _index(context, given.certificate.kind, given.certificate.number)
        subjects = lookup.subjects_of_certificate(context.database, index, event.customer)
        blacklisted = lookup.is_blacklisted_certificate(context.database, index)
    elif event.customer and known_customer:
        subjects = lookup.subjects_of_customer(context.database, event.customer)
    blacklisted = blacklisted or any(subject.blacklisted for subject in subjects)
    standing, chosen = _standing(subjects)
    if given and given.overseas:
        standing = SubjectStanding.OVERSEAS
    elif not subjects and given and given.certificate and mirror_coverage == "all":
        standing = SubjectStanding.NEVER_FILED
    province = (given and given.province) or (chosen and chosen.province) or None
    return _Applicant(subjects, standing, (chosen and chosen.licence_number) or "", province, blacklisted)


_NOBODY = _Applicant((), SubjectStanding.UNKNOWN, "", None, blacklisted=False)


def _standing(subjects: list[SubjectRow]) -> tuple[SubjectStanding, SubjectRow | None]:
    """What is known of the subject that would file; of several, one that is filed here comes first."""
    for subject in sorted(subjects, key=lambda one: (not one.ours, not one.is_mine)):
        if subject.shell:
            return SubjectStanding.SHELL, subject
        if subject.ours:
            mine = subject.is_mine or not subject.has_account
            return (SubjectStanding.HERE if mine else SubjectStanding.OTHER_ACCOUNT), subject
        if subject.licence_number:
            return SubjectStanding.ELSEWHERE, subject
        return SubjectStanding.NEVER_FILED, subject
    return SubjectStanding.UNKNOWN, None


def _running(context: Context, filing_id: int, user: str) -> RunningFiling | None:
    """The filing under way; a draft of somebody else stops nobody, for nothing was handed in yet."""
    row = lookup.find_running(context.database, filing_id)
    # Read after the domain: meanwhile it may have been closed.
    if row is None or State(row.state) not in OPEN_STATES:
        return None
    if row.state == State.DRAFT and (row.user or "") != user:
        return None
    return RunningFiling(filing_id, Kind(row.kind), State(row.state), bool(row.verified))


def _index(context: Context, kind: str, number: str) -> bytes:
    return context.database.keys.certificate_index(kind, number)
