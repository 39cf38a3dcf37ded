"""What a customer may do about a site on record, and which of it fits (FAQ 31, 45, 53)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from beian_plugin.filing.findings import finding
from beian_plugin.filing.hostname import parse_host, to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.models.tables import Customer, CustomerSubject, Domain, Site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context


class Way(NamedTuple):
    """One thing that may be done about a site."""

    kind: Kind
    #: When it is the right one, as the customer would say it.
    when: Text
    #: What comes of it, for this record.
    what: Text
    #: Whether the record lets it.
    possible: bool = True


def ways_of(context: Context, host: str, customer: str) -> tuple[Way, ...]:
    """What may be done about the host's site, what fits the record before what does not.

    Empty where it is not filed for a subject of the customer. Raises InvalidValue for what is no domain.
    """
    name = parse_host(host).registrable
    with context.database.read() as session:
        row = own_domain(session, name, customer)
        if row is None:
            return ()
        sites = session.scalar(select(func.count()).where(Site.subject_id == row.subject_id)) or 0
        beside = session.scalar(select(func.count()).where(Domain.site_id == row.site_id, Domain.name != name)) or 0
        alone = row.access == "ours" and not row.other_access
    found = (_change(), _leave(name, alone=alone), *_give_up(sites, beside), _material())
    return tuple(sorted(found, key=lambda way: not way.possible))


def own_domain(session: Session, name: str, customer: str) -> Domain | None:
    """The registrable domain, if it is filed for a subject of the customer."""
    query = (
        select(Domain)
        .join(CustomerSubject, CustomerSubject.subject_id == Domain.subject_id)
        .join(Customer, Customer.id == CustomerSubject.customer_id)
        .where(Domain.name == name, Customer.user == customer)
    )
    return session.scalar(query.limit(1))


def _change() -> Way:
    return Way(
        Kind.CHANGE,
        Text("信息有变化，或要增减域名", "Something has changed, or a domain comes or goes"),
        Text(
            "修改主体、网站或接入信息；审核期间网站照常访问（FAQ 46）。",
            "What is on record is put right; the site stays open meanwhile (FAQ 46).",
        ),
    )


def _leave(name: str, *, alone: bool) -> Way:
    when = Text("网站转到别家接入商，继续使用", "The site goes on at another provider")
    if not alone:
        text = Text("备案号都保留，只取消我们的接入。", "All numbers stay; only our access goes.")
        return Way(Kind.CANCEL_ACCESS, when, text)
    last = finding("last_access", domain=to_unicode(name))
    return Way(
        Kind.CANCEL_ACCESS,
        when,
        Text(*(f"{last.message(lang)} {last.step(lang)}" for lang in ("zh", "en"))),
        possible=False,
    )


def _give_up(sites: int, beside: int) -> tuple[Way, ...]:
    """The cancellations: of the whole subject where this is its only site, else of the site (FAQ 45)."""
    unused = Text("网站不再使用", "The site is not used any more")
    if sites <= 1:
        text = Text(
            "按备案记录，该主体下只有这一个网站：关闭网站后注销主体，主体和网站的备案号都会取消，须填备案密码。",
            "On record it is the subject's only site: once it is closed the subject is cancelled with both numbers; "
            "the filing password is needed.",
        )
        return (Way(Kind.CANCEL_SUBJECT, unused, text),)
    others = Text(
        f"主体和另外 {sites - 1} 个网站的备案保留，只取消这个网站的备案号；先关闭网站。",
        f"The subject and its other sites ({sites - 1}) stay; this site's number goes. Close it first.",
    )
    if beside:
        others = Text(
            f"{others.zh}它的备案号下还有 {beside} 个域名，会一并取消；只去掉这个域名的，请办变更备案。",
            f"{others.en} {beside} more domains stand under its number and go, too; to drop this one alone, make "
            "a change.",
        )
    everything = Text("整个备案都不要了", "The whole filing is given up")
    all_of_it = Text(
        f"主体和全部 {sites} 个网站的备案号都会取消：先关闭所有网站，须填备案密码。",
        f"The numbers of the subject and of all its {sites} sites go: close them all first; the filing "
        "password is needed.",
    )
    return (Way(Kind.CANCEL_SITE, unused, others), Way(Kind.CANCEL_SUBJECT, everything, all_of_it))


def _material() -> Way:
    return Way(
        Kind.MATERIAL,
        Text("管局或我们要求补交资料", "The authority or we asked for more material"),
        Text("只补交核验材料，备案信息不变。", "Only material is handed in; what is on record stays as it is."),
    )
