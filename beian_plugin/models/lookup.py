"""The look-ups behind a decision: raw statements, for they run for each host that a panel or an edge asks about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from beian_plugin.models.database import Database


class DomainStanding(NamedTuple):
    """How far the mirror reaches, and what the gate's columns say of one domain; all empty where nothing is known."""

    #: `partial`, `own` or `all`.
    coverage: str
    site_id: int | None
    access: str | None
    other_access: bool | None
    shares_site: bool | None
    blacklisted: bool | None
    subject_id: int | None
    subject_number: str | None
    site_number: str | None
    province: str | None
    addresses: str | None
    running_filing_id: int | None
    updated_at: str | datetime | None
    #: Whether the panel's user files for any subject; None where no user was named.
    user_files: bool | None = None


_COLUMNS = """
SELECT m.coverage, d.site_id, d.access, d.other_access, d.shares_site, d.blacklisted, d.subject_id, d.subject_number,
       d.site_number, d.province, d.addresses, d.running_filing_id, d.updated_at
"""
_USER_FILES = """
, EXISTS (SELECT 1 FROM beian_customer_subject o JOIN beian_customer c ON c.id = o.customer_id WHERE c.user = ?)
"""
_FROM = """
FROM beian_mirror m LEFT JOIN beian_domain d ON d.name = ? WHERE m.id = 1
"""
_DOMAIN = _COLUMNS + _FROM
_DOMAIN_AND_USER = _COLUMNS + _USER_FILES + _FROM


def find_domain(database: Database, name: str, user: str = "") -> DomainStanding:
    """What is known of the registrable domain `name`, and whether `user` files at all, in one indexed look-up."""
    rows = database.fetch(_DOMAIN_AND_USER, (user, name)) if user else database.fetch(_DOMAIN, (name,))
    return DomainStanding(*rows[0])


class RunningRow(NamedTuple):
    """The kind and state of a filing under way, whether its material is verified, and the panel's user it is for."""

    kind: str
    state: str
    verified: bool
    user: str | None


_RUNNING = """
SELECT f.kind, f.state, f.verified, c.user FROM beian_filing f LEFT JOIN beian_customer c ON c.id = f.customer_id
WHERE f.id = ?
"""


def find_running(database: Database, filing_id: int) -> RunningRow | None:
    """The filing under way with that id."""
    row = _one(database, _RUNNING, (filing_id,))
    return row and RunningRow(*row)


class SubjectRow(NamedTuple):
    """A subject as a decision sees it."""

    id: int
    name: str
    licence_number: str | None
    province: str | None
    shell: bool
    certificate_index: bytes | None
    blacklisted: bool
    #: A site of it is served by this host.
    ours: bool
    #: A cancellation of it is under way.
    cancelling: bool
    #: An account of this host files for it.
    has_account: bool
    #: The account that asks is one of them.
    is_mine: bool


_SUBJECT = """
SELECT s.id, s.name, s.licence_number, s.province, s.shell, s.certificate_index,
       EXISTS (SELECT 1 FROM beian_blacklist b WHERE b.certificate_index = s.certificate_index),
       EXISTS (SELECT 1 FROM beian_site w JOIN beian_access a ON a.site_id = w.id
               WHERE w.subject_id = s.id AND a.ours),
       EXISTS (SELECT 1 FROM beian_filing f WHERE f.subject_id = s.id AND f.kind = 'cancel_subject'
               AND f.state NOT IN ('approved', 'withdrawn')),
       EXISTS (SELECT 1 FROM beian_customer_subject o WHERE o.subject_id = s.id),
       EXISTS (SELECT 1 FROM beian_customer_subject o JOIN beian_customer c ON c.id = o.customer_id
               WHERE o.subject_id = s.id AND c.user = ?)
FROM beian_subject s
"""


def subjects_of_customer(database: Database, user: str) -> list[SubjectRow]:
    """The subjects that the panel's user files for, in the order in which they became known."""
    where = (
        "WHERE s.id IN (SELECT o.subject_id FROM beian_customer_subject o "
        "JOIN beian_customer c ON c.id = o.customer_id WHERE c.user = ?) ORDER BY s.id"
    )
    return [SubjectRow(*row) for row in database.fetch(_SUBJECT + where, (user, user))]


def subjects_of_certificate(database: Database, index: bytes, user: str) -> list[SubjectRow]:
    """The subjects whose certificate has that blind index; more than one must be merged (FAQ 27)."""
    where = "WHERE s.certificate_index = ? ORDER BY s.id"
    return [SubjectRow(*row) for row in database.fetch(_SUBJECT + where, (user, index))]


def find_subject(database: Database, subject_id: int, user: str) -> SubjectRow | None:
    """The subject with that id."""
    row = _one(database, _SUBJECT + "WHERE s.id = ?", (user, subject_id))
    return row and SubjectRow(*row)


def is_blacklisted_certificate(database: Database, index: bytes) -> bool:
    """Whether the authority bars the subject with that certificate."""
    return bool(_one(database, "SELECT 1 FROM beian_blacklist WHERE certificate_index = ?", (index,)))


def moment(value: str | datetime | None) -> datetime | None:
    """A moment as either database hands it out raw."""
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else datetime.fromisoformat(f"{value}+00:00")


def _one(database: Database, statement: str, values: tuple[Any, ...]) -> Any:
    rows = database.fetch(statement, values)
    return rows[0] if rows else None
