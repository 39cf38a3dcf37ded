"""Invented particulars for filings that the officer puts on record by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.particulars import Access, Address, Domain, IpRange, Particulars, Principal, Site, Subject
from beian_plugin.sandbox.records import live_domain, subject_by_certificate

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Store

_LICENCE = 1


def elsewhere(store: Store, name: str, certificate_number: str, domain: str) -> Particulars:
    """A company with one site on a documentation address. Raises InvalidValue for what already stands on record."""
    host = parse_host(domain).registrable
    with store.read() as office:
        province = int(office.switch("province")) * 10000
        taken = live_domain(office, host) or subject_by_certificate(office, _LICENCE, certificate_number)
    if taken or not host:
        raise InvalidValue(
            "该域名或证件已有备案，或域名无效。 The domain or certificate is filed, or no domain.", what="domain"
        )
    principal = Principal(name="李示例", office_phone="0571-00000000", mobile="10000000000", email="owner@example.com")
    subject = Subject(
        name=name,
        nature=4,
        address=Address(province=province, city=province + 100, detail="示例路1号"),
        certificate_type=_LICENCE,
        certificate_number=certificate_number,
        certificate_address="示例路1号",
        principal=principal,
    )
    access = Access(places=(1,), modes=(3,), addresses=(IpRange(first="198.51.100.1", last="198.51.100.1"),))
    site = Site(
        name="示例网站介绍",
        home_page=f"www.{host}",
        contents=(1,),
        languages=(1,),
        domains=(Domain(name=host),),
        accesses=(access,),
        principal=principal,
    )
    return Particulars(subject=subject, sites=(site,))
