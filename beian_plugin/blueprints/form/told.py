"""What a draft need not ask: the panel, the settings or the record tell it, so it is shown with where it comes from."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from beian_plugin.blueprints.base import context, state
from beian_plugin.blueprints.form.steps import ours
from beian_plugin.filing.commercial import has_commercial_number
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Principal, Site
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.operations.on_record import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.blueprints.form.fields import Tables
    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.particulars import Particulars


class Told(NamedTuple):
    """What is known at a path."""

    #: As `tree.planted` takes it; None where it is only shown.
    value: Any
    #: The value in words.
    text: Text
    #: Where it comes from, and why it cannot be changed here.
    why: Text


_PANEL = Text("由控制面板提供", "told by the panel")
_HOST = Text("本公司的服务器都是如此", "the same for all our servers")
_PROVINCE = Text(
    "变更备案不能换省；确需换省的，先注销主体，通过后按新备案办理（FAQ 14）",
    "a change cannot move the subject to another province: cancel the subject first, then file anew (FAQ 14)",
)
_ALL_SITES = Text(
    "按备案记录，这些网站的备案号会一并取消；注销前都须关闭（FAQ 53）",
    "on record; all their numbers go, and each is closed before (FAQ 53)",
)
_ALL_DOMAINS = Text(
    "按备案记录，这些域名同属这个网站，会一并注销；只去掉其中一个域名的，请办变更备案（FAQ 31）",
    "on record under this site; all of them go. To drop one alone, make a change (FAQ 31)",
)
_FILED = Text("按备案记录；主体信息不用再填（FAQ 33）", "on record; the subject is not filled in again (FAQ 33)")
_COMMERCIAL = Text("经营性", "commercial")
_BY_NUMBER = Text("由备案号可知（FAQ 29）", "its number tells (FAQ 29)")
_SERVED_HERE = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.CHANGE})


def told_of(filing: Filing, particulars: Particulars, record: Particulars, tables: Tables) -> dict[str, Told]:
    """What need not be asked of a draft, by path; `record` is its subject as published."""
    if filing.kind in (Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE):
        return _goes(filing, record)
    number = record.subject.licence_number if record.subject else ""
    found = {}
    if filing.kind in (Kind.ADD_SITE, Kind.MATERIAL) and number:
        found["subject.licence_number"] = Told(number, Text(number, number), _FILED)
    if filing.kind not in _SERVED_HERE:
        return found
    found |= _accesses(filing, particulars, tables)
    on_record = record.subject.address.province if record.subject else None
    if filing.kind is Kind.CHANGE and on_record and (name := provinces().get(f"{on_record:06d}"[:2])):
        found["subject.address.province"] = Told(on_record, Text(name.name_zh, name.name_en), _PROVINCE)
    if has_commercial_number(particulars, record):
        for place in range(len(particulars.sites)):
            found[f"sites.{place}.commercial"] = Told(None, _COMMERCIAL, _BY_NUMBER)
    return found


def as_person(particulars: Particulars) -> Particulars:
    """The particulars of an individual, who is the principal of the subject, too, until somebody else is named."""
    subject = particulars.subject
    if subject is None or subject.principal.name or subject.principal.certificate_number:
        return particulars
    person = replace(
        subject.principal,
        name=subject.name,
        certificate_type=subject.certificate_type,
        certificate_number=subject.certificate_number,
    )
    return replace(particulars, subject=replace(subject, principal=person)) if person != Principal() else particulars


def _goes(filing: Filing, record: Particulars) -> dict[str, Told]:
    """What a cancellation takes away beside what the filing names."""
    everything = filing.kind is Kind.CANCEL_SUBJECT
    sites = [site for site in record.sites if everything or {one.name for one in site.domains} & set(filing.domains)]
    names = [to_unicode(domain.name) for site in sites for domain in site.domains]
    if not names or (not everything and len(names) == 1):
        return {}
    words = "、".join(names)
    return {"sites": Told(None, Text(words, words), _ALL_SITES if everything else _ALL_DOMAINS)}


def isp_id() -> int | None:
    """This provider's own id, where it is set."""
    number = context().settings.isp_id
    return int(number) if number else None


def _accesses(filing: Filing, particulars: Particulars, tables: Tables) -> Iterator[tuple[str, Told]]:
    """Addresses by the panel, mode and place by the settings; of addresses IPv4, which alone can be sent."""
    settings = context().settings
    everywhere = {
        name: (named(words, tables.get(table, {})), tables.get(table, {}))
        for name, words, table in (
            ("modes", settings.access_modes, "Jrfs"),
            ("places", settings.server_places, "Fbdd"),
        )
    }
    for number, site in enumerate(particulars.sites or (Site(),)):
        path = f"sites.{number}.accesses.{ours(site, isp_id())}"
        names = [domain.name for domain in site.domains] or list(filing.domains)
        told = (address for name in names for address in state().load_addresses(filing.customer, name))
        if addresses := " ".join(dict.fromkeys(_ipv4(told))):
            yield f"{path}.addresses", Told(addresses, Text(addresses, addresses), _PANEL)
        for name, (codes, table) in everywhere.items():
            if codes:
                yield f"{path}.{name}", Told(list(codes), _words(codes, table), _HOST)


def _words(codes: tuple[int, ...], table: Mapping[int, str]) -> Text:
    words = "、".join(table[code] for code in codes)
    return Text(words, words)


def _ipv4(told: Iterator[str]) -> Iterator[str]:
    for text in told:
        try:
            yield str(ipaddress.IPv4Address(text))
        except ValueError:
            continue
