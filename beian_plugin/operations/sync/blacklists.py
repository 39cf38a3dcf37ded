"""The authority's blacklists of subjects and sites (`HMDLB`, FAQ 26): entries that only the authority takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from beian_plugin.authority.items import BarredSite, BarredSubject
from beian_plugin.models import standing
from beian_plugin.models.tables import BlacklistEntry
from beian_plugin.operations.filings import know_domains
from beian_plugin.operations.sync.record_values import registrable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context
    from beian_plugin.operations.sync.record_values import Wording

#: Where an entry comes from; entries that staff made stay when the authority deletes its own.
SOURCE = "authority"
_DELETED = 2


def apply_blacklists(
    context: Context, session: Session, wording: Wording, items: Sequence[BarredSubject | BarredSite]
) -> None:
    """Add, change and delete entries as the items say, in their order, within the caller's transaction."""
    sites = [item for item in items if isinstance(item, BarredSite)]
    names = sorted({name for site in sites for name in _domains(site)})
    know_domains(context, session, names)
    for item in items:
        if isinstance(item, BarredSite):
            for name in _domains(item):
                _put(context, session, item, domain=name)
        elif certificate := wording.certificate_of(item.certificate_type, item.certificate_number):
            index = context.database.keys.certificate_index(certificate.kind, certificate.number)
            _put(context, session, item, index=index)
    session.flush()
    standing.refresh(session, names)


def _domains(item: BarredSite) -> list[str]:
    return list(dict.fromkeys(name for domain in item.domains if (name := registrable(domain))))


def _put(
    context: Context,
    session: Session,
    item: BarredSubject | BarredSite,
    *,
    domain: str = "",
    index: bytes | None = None,
) -> None:
    same = BlacklistEntry.certificate_index == index if index else BlacklistEntry.domain == domain
    own = (same, BlacklistEntry.source == SOURCE)
    if item.change == _DELETED:
        session.execute(delete(BlacklistEntry).where(*own))
    elif (entry := session.scalar(select(BlacklistEntry).where(*own))) is not None:
        entry.reason = item.note or entry.reason
    else:
        entry = BlacklistEntry(
            domain=domain, certificate_index=index, reason=item.note, source=SOURCE, since=context.now()
        )
        session.add(entry)
        session.flush()
