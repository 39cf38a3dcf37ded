"""What a submission that waits for review keeps others from (FAQ 10, 16; codes 1017, 1027, 1029, 1030, 1032, 1051)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox.records import find_site, find_subject
from beian_plugin.sandbox.tables import AccessRow, Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from beian_plugin.sandbox.filed import Filed
    from beian_plugin.sandbox.store import Office
    from beian_plugin.sandbox.tables import SiteRow, SubjectRow


#: Made once: building a statement costs more than running it.
_CLAIMANTS = select(Claim.provider_id).where(Claim.key == bindparam("key"), Claim.submission_id != bindparam("own"))


def claim(office: Office, filed: Filed, submission_id: int) -> None:
    """Write down what the submission claims."""
    for key in dict.fromkeys(_keys(office, filed)):
        office.session.add(Claim(submission_id=submission_id, provider_id=filed.provider_id, key=key))


def release(office: Office, submission_id: int) -> None:
    """Forget what a submission claimed, once it is decided."""
    office.session.execute(delete(Claim).filter_by(submission_id=submission_id))


def claimants(office: Office, filed: Filed, key: str) -> set[int]:
    """The providers of the other submissions that claim `key`."""
    return set(office.session.scalars(_CLAIMANTS, {"key": key, "own": filed.submission_id or 0}))


def target_subject(office: Office, filed: Filed) -> SubjectRow | None:
    """The subject on record that the filing names, also a cancelled one."""
    subject = filed.subject
    return find_subject(office, subject.licence_number, subject.authority_id)


def target_site(office: Office, filed: Filed) -> SiteRow | None:
    """The site on record that the filing names first, also a cancelled one."""
    return find_site(office, filed.site.licence_number, filed.site.authority_id)


def target_access(office: Office, filed: Filed) -> AccessRow | None:
    """The access on record that the filing names first."""
    number = filed.access.authority_id
    return office.session.get(AccessRow, number) if number is not None else None


def _keys(office: Office, filed: Filed) -> Iterator[str]:
    for site in filed.particulars.sites:
        for domain in site.domains:
            if domain.authority_id is None:
                yield f"domain {domain.name.lower()}"
    if own_key := _KEYS.get(filed.kind):
        yield own_key(office, filed)
    if filed.kind is Kind.CANCEL_SITE and (row := target_site(office, filed)):
        yield f"cancel a site of {row.subject_id}"


def _change_key(office: Office, filed: Filed) -> str:
    subject = target_subject(office, filed)
    return f"change {subject.id if subject else 0}"


def _access_key(office: Office, filed: Filed) -> str:
    site = target_site(office, filed)
    return f"access {site.id if site else 0} {filed.provider_id}"


def certificate_key(filed: Filed) -> str:
    """What a new subject claims: its certificate."""
    return f"certificate {filed.subject.certificate_type} {filed.subject.certificate_number}"


_KEYS: Mapping[Kind, Callable[[Office, Filed], str]] = {
    Kind.NEW: lambda _, filed: certificate_key(filed),
    Kind.TRANSFER_IN: _access_key,
    Kind.CHANGE: _change_key,
    Kind.CANCEL_SUBJECT: lambda _, filed: f"cancel subject {filed.subject.authority_id}",
    Kind.CANCEL_SITE: lambda _, filed: f"cancel site {filed.site.authority_id}",
    Kind.CANCEL_ACCESS: lambda _, filed: f"cancel access {filed.access.authority_id}",
}
