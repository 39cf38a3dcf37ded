"""What a complete file says by what it leaves out: records that it does not name lose what it claims to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, select, update

from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import CustomerSubject, Domain, FilingRow, Principal, Site, SiteAccess, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from beian_plugin.models.database import Database

_CHUNK = 1000


def retire_own(database: Database, started: datetime) -> None:
    """Take away every access of this host that no import since `started` has named.

    The filing stays: its domains show another provider where one is known, and nobody knows whom where none is.
    """
    stale = select(SiteAccess.id).where(SiteAccess.ours, SiteAccess.updated_at < started)
    _in_chunks(database, stale, SiteAccess.id, _retire_accesses)


def retire_all(database: Database, started: datetime, now: datetime) -> None:
    """Take away every filing that no import since `started` has named.

    Its domains count as not filed, its accesses are gone, and so are its sites and subjects, unless a filing or a
    customer still refers to them: a subject that stays loses its number, which the audit log keeps. Shell subjects and
    shell sites stay as they are, for no mirror ever names one (FAQ 37, 38).
    """
    shell_site = exists().where(Site.id == Domain.site_id, Site.shell)
    domains = select(Domain.id).where(Domain.site_id.is_not(None), Domain.updated_at < started, ~shell_site)
    _in_chunks(database, domains, Domain.id, _retire_domains)
    _in_chunks(database, select(Site.id).where(Site.updated_at < started, ~Site.shell), Site.id, _retire_sites)
    has_shell = exists().where(Site.subject_id == Subject.id, Site.shell)
    subjects = select(Subject.id).where(Subject.updated_at < started, ~Subject.shell, ~has_shell)
    _in_chunks(database, subjects, Subject.id, lambda connection, ids: _retire_subjects(connection, ids, now))


def _in_chunks(
    database: Database, stale: Select[Any], key: Any, retire: Callable[[Connection, Sequence[int]], None]
) -> None:
    """Give the ids that `stale` finds to `retire`, some at a time, so that no other writer waits for long."""
    last = 0
    while True:
        with database.write_connection() as connection:
            ids = connection.scalars(stale.where(key > last).order_by(key).limit(_CHUNK)).all()
            if not ids:
                return
            retire(connection, ids)
        last = ids[-1]


def _retire_accesses(connection: Connection, ids: Sequence[int]) -> None:
    sites = connection.scalars(select(SiteAccess.site_id).where(SiteAccess.id.in_(ids)).distinct()).all()
    connection.execute(delete(SiteAccess).where(SiteAccess.id.in_(ids)))
    standing.refresh_sites(connection, sites)


def _retire_domains(connection: Connection, ids: Sequence[int]) -> None:
    rows = connection.execute(select(Domain.name, Domain.site_id).where(Domain.id.in_(ids))).all()
    connection.execute(update(Domain).where(Domain.id.in_(ids)).values(site_id=None))
    standing.refresh(connection, [name for name, _ in rows])
    standing.refresh_sites(connection, sorted({site_id for _, site_id in rows if site_id}))


def _retire_sites(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(delete(SiteAccess).where(SiteAccess.site_id.in_(ids)))
    referred = exists().where(FilingRow.site_id == Site.id) | exists().where(Domain.site_id == Site.id)
    connection.execute(delete(Site).where(Site.id.in_(ids), ~referred))
    standing.refresh_sites(connection, ids)


def _retire_subjects(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    referred = (
        exists().where(FilingRow.subject_id == Subject.id)
        | exists().where(CustomerSubject.subject_id == Subject.id)
        | exists().where(Site.subject_id == Subject.id)
    )
    gone = (Subject.id.in_(ids), ~referred)
    principals = connection.scalars(select(Subject.principal_id).where(*gone, Subject.principal_id.is_not(None))).all()
    connection.execute(delete(Subject).where(*gone))
    named = exists().where(Subject.principal_id == Principal.id) | exists().where(Site.principal_id == Principal.id)
    connection.execute(delete(Principal).where(Principal.id.in_(principals), ~named))

    numbered = (Subject.id.in_(ids), Subject.licence_number.is_not(None))
    losing = connection.execute(select(Subject.id, Subject.licence_number).where(*numbered)).all()
    if losing:
        entries = [
            {
                "at": now,
                "actor": "import",
                "action": "retire_subject",
                "target": f"subject:{subject_id}",
                "detail": {"licence_number": number},
            }
            for subject_id, number in losing
        ]
        connection.execute(insert(AuditEntry), entries)
        connection.execute(update(Subject).where(*numbered).values(licence_number=None))
        sites = connection.scalars(select(Site.id).where(Site.subject_id.in_([key for key, _ in losing]))).all()
        standing.refresh_sites(connection, sites)
