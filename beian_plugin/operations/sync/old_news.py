"""What a file says of records that newer news has overtaken: cancelled ones, and a full resync that is opened late."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlalchemy import delete, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from beian_plugin.models.bulk import Bulk
from beian_plugin.models.exchange import CancelledId
from beian_plugin.operations.sync.record_values import domains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.authority.items import Published

log = logging.getLogger(__name__)

SUBJECT, SITE = "subject", "site"


def note_cancelled(session: Session, what: str, authority_id: int, moment: datetime) -> None:
    """Keep in mind that the authority cancelled a record, by a file that was stored at `moment`."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"authority_id": authority_id, "what": what, "at": moment}
    session.execute(insert(CancelledId).values(values).on_conflict_do_nothing())


def without_cancelled(
    session: Session, published: Sequence[Published], moment: datetime, *, resync: bool
) -> list[Published]:
    """The records of a file that was stored at `moment`, without those that the authority has cancelled.

    It gives a new record new ids, so what it publishes of a cancelled one was written before. A full resync that came
    after the cancellation knows better: it brings back what it names.
    """
    bulk = Bulk(session.connection())
    told = {key for item in published for key in _keys(item)}
    rows = bulk.find("beian_cancelled_id", "what, authority_id, at", "authority_id", {key for _, key in told})
    noted = {(what, key): at for what, key, at in rows if (what, key) in told}
    if resync and noted:
        revived = [key for key, at in noted.items() if at < bulk.moment(moment)]
        session.execute(delete(CancelledId).where(tuple_(CancelledId.what, CancelledId.authority_id).in_(revived)))
        noted = {key: at for key, at in noted.items() if key not in revived}
    if not noted:
        return list(published)
    left = [kept for item in published if (kept := _without(item, noted))]
    words = "Publications of %s records that the authority had cancelled were passed over, such as that of %s %s"
    log.warning(words, len(noted), *max(noted))
    return left


def not_newer(session: Session, published: Sequence[Published], moment: datetime) -> list[Published]:
    """The records of a file that was stored at `moment`, without those of which newer news has come since."""
    bulk = Bulk(session.connection())
    since = bulk.moment(moment)
    subjects = _newer(bulk, "beian_subject", "authority_id", [key for item in published for key in _subject_ids(item)])
    sites = _newer(bulk, "beian_site", "authority_id", [key for item in published for key in _site_ids(item)])
    names = {name for item in published for name in _names(item)}
    newer = {(SUBJECT, key) for key, at in subjects if at > since} | {(SITE, key) for key, at in sites if at > since}
    filed = {
        name
        for name, site_id, at in bulk.find("beian_domain", "name, site_id, updated_at", "name", names)
        if site_id is not None and at > since
    }
    left = [item for item in published if newer.isdisjoint(_keys(item)) and filed.isdisjoint(_names(item))]
    if len(left) < len(published):
        log.warning("%s records of a full resync were passed over: newer news came since", len(published) - len(left))
    return left


def _newer(bulk: Bulk, table: str, column: str, keys: Sequence[int]) -> list[Any]:
    return list(bulk.find(table, f"{column}, updated_at", column, set(keys)))


def _keys(item: Published) -> set[tuple[str, int]]:
    return {(SUBJECT, key) for key in _subject_ids(item)} | {(SITE, key) for key in _site_ids(item)}


def _subject_ids(item: Published) -> list[int]:
    subject = item.particulars.subject
    return [subject.authority_id] if subject and subject.authority_id else []


def _site_ids(item: Published) -> list[int]:
    return [site.authority_id for site in item.particulars.sites if site.authority_id]


def _names(item: Published) -> set[str]:
    return {name for site in item.particulars.sites for name in domains(site)}


def _without(item: Published, noted: Any) -> Published | None:
    """The record without the sites that are noted; None where nothing of it is left."""
    if any((SUBJECT, key) in noted for key in _subject_ids(item)):
        return None
    told = item.particulars
    sites = tuple(site for site in told.sites if (SITE, site.authority_id) not in noted)
    if len(sites) == len(told.sites):
        return item
    return replace(item, particulars=replace(told, sites=sites)) if sites else None
