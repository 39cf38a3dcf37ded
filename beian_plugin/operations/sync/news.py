"""What the authority tells staff: unfiled and blacklisted sites, checks, verifications and notices become tasks.

The same news that comes twice stays one task: its key is what the authority identifies it by.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin.authority import items
from beian_plugin.filing.codes import Step, explain
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.operations import tasks
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.sync import removals
from beian_plugin.operations.sync.record_values import licence_number, registrable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from beian_plugin.models.tables import Site, Subject
    from beian_plugin.operations.context import Context

#: Days in which an unfiled site is answered: the interface asks for a last day (`Clsx`) and names none, so staff may
#: give another one with the answer.
DAYS_TO_ANSWER = 5


def apply_news(context: Context, session: Session, item: items.Item) -> None:
    """Act on one piece of news within the caller's transaction; what needs nobody changes nothing."""
    if apply := _NEWS.get(type(item)):
        apply(context, session, item)


def _unfiled_site(context: Context, session: Session, item: items.UnfiledSite) -> None:
    today = context.now().astimezone(CHINA).date()
    due = today + timedelta(days=DAYS_TO_ANSWER)
    _open(context, session, TaskKind.UNFILED_SITE, (item.authority_id,), _plain(item), domain=item.domain, due=due)


def _illegal_access(context: Context, session: Session, item: items.IllegalAccess) -> None:
    _open(context, session, TaskKind.BLACKLISTED_SITE, (item.authority_id,), _plain(item), domain=item.domain)


def _verification(context: Context, session: Session, item: items.VerificationTask) -> None:
    told = item.particulars
    subject = told.subject.authority_id if told.subject else None
    key = (subject, item.changed_at or item.filed_at, *(site.authority_id for site in told.sites))
    first = next((domain.name for site in told.sites for domain in site.domains), "")
    _open(context, session, TaskKind.VERIFICATION, key, _plain(item), domain=first)


def _subject_check(context: Context, session: Session, item: items.SubjectCheck) -> None:
    document = _plain(item) | _subject_of(removals.find_subject(session, item.authority_id))
    _open(context, session, TaskKind.WRONG_SUBJECT, (item.authority_id, item.reason, item.note), document)


def _access_check(context: Context, session: Session, item: items.AccessCheck) -> None:
    site = removals.find_site(session, item.site_id, licence_number(item.site_number))
    key = (item.site_id, item.finding, item.access_id, item.domain, item.at)
    document = _plain(item) | _site_of(session, site)
    _open(context, session, TaskKind.ACCESS_MISMATCH, key, document, domain=item.domain or _first(session, site))


def _shell_check(context: Context, session: Session, item: items.ShellCheck) -> None:
    site = removals.find_site(session, item.site_id, licence_number(item.site_number))
    if site is not None and (not item.alive or not site.accesses):
        removals.mark_unserved(session, site, context.now())
    document = _plain(item) | _site_of(session, site)
    key = (item.site_id, item.at)
    _open(context, session, TaskKind.SHELL_SITE, key, document, domain=_first(session, site))


def _dead_site(context: Context, session: Session, item: items.DeadSite) -> None:
    site = removals.find_site(session, item.site_id, licence_number(item.site_number))
    document = _plain(item) | _site_of(session, site)
    _open(context, session, TaskKind.DEAD_SITE, (item.site_id, item.at), document, domain=_first(session, site))


def _notice(context: Context, session: Session, item: items.Notice) -> None:
    number = licence_number(item.licence_number)
    document = _plain(item)
    domain = ""
    if item.about == "site":
        site = removals.find_site(session, item.authority_id, number)
        document |= _site_of(session, site)
        domain = _first(session, site)
    else:
        document |= _subject_of(removals.find_subject(session, item.authority_id, number))
    key = (item.about, item.authority_id, number, item.text)
    _open(context, session, TaskKind.NOTICE, key, document, domain=domain)


def _ip_result(context: Context, session: Session, item: items.IpResult) -> None:
    remedies = explain(code for code, _ in item.codes)
    if all(remedy.step is Step.DONE for remedy in remedies):
        return
    codes = [code for code, _ in item.codes]
    document = _plain(item) | {"next_steps": [remedy.next_step.zh for remedy in remedies]}
    _open(context, session, TaskKind.TECHNICAL, ("ip", item.what, item.operation, item.own_id, codes), document)


_NEWS: dict[type[items.Item], Callable[[Context, Session, Any], None]] = {
    items.UnfiledSite: _unfiled_site,
    items.IllegalAccess: _illegal_access,
    items.VerificationTask: _verification,
    items.SubjectCheck: _subject_check,
    items.AccessCheck: _access_check,
    items.ShellCheck: _shell_check,
    items.DeadSite: _dead_site,
    items.Notice: _notice,
    items.IpResult: _ip_result,
}


def _open(
    context: Context,
    session: Session,
    kind: TaskKind,
    key: tuple[object, ...],
    document: dict[str, Any],
    *,
    domain: str = "",
    due: date | None = None,
) -> None:
    name = registrable(domain) if domain else None
    tasks.open_task(context, session, kind, key, document, domain=name or "", due=due)


def _plain(item: items.Item) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(item)
    plain.pop("type", None)
    return plain


def _subject_of(subject: Subject | None) -> dict[str, Any]:
    return {"subject": {"id": subject.id, "licence_number": subject.licence_number}} if subject else {}


def _site_of(session: Session, site: Site | None) -> dict[str, Any]:
    if site is None:
        return {}
    names = [to_unicode(name) for name in removals.domains_of_sites(session, [site.id])]
    return {"site": {"id": site.id, "licence_number": site.licence_number, "domains": names}}


def _first(session: Session, site: Site | None) -> str:
    names = removals.domains_of_sites(session, [site.id]) if site else []
    return min(names, default="")
