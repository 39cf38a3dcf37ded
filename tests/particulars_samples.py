"""Particulars of invented subjects and sites, complete enough to be sent."""

from __future__ import annotations

from msgspec.structs import replace

from beian_plugin.filing.certificate import credit_check_digit, resident_check_digit
from beian_plugin.filing.particulars import (
    Access,
    Address,
    Domain,
    IpRange,
    Particulars,
    Principal,
    Site,
    Subject,
)


def credit_code(serial):
    """The credit code of an invented organisation; its registry 330100 with 99 registers nobody."""
    body = f"9133010099{serial:07d}"
    return body + credit_check_digit(body)


def resident_id(serial):
    """The number of nobody: born in 1850."""
    body = f"33010018500101{serial % 1000:03d}"
    return body + resident_check_digit(body)


def principal(serial=1):
    """An invented person; no operator gives out mobile numbers that begin with 100."""
    return Principal(
        name="王示例",
        office_phone="0571-00000000",
        mobile=f"100{serial:08d}",
        email=f"sample{serial}@example.com",
        certificate_type=2,
        certificate_number=resident_id(serial),
    )


def subject(serial=1, **changes):
    """An invented company in Hangzhou."""
    fields = {
        "name": f"杭州示例茶叶第{serial}有限公司",
        "nature": 4,
        "investor": "王示例",
        "address": Address(province=330000, city=330100, county=330106, detail="示例路1号"),
        "certificate_type": 1,
        "certificate_number": credit_code(serial),
        "certificate_address": "浙江省杭州市西湖区示例路1号",
        "principal": principal(serial),
    }
    return Subject(**fields | changes)


def access(serial=1, **changes):
    """An access on one address of a documentation range."""
    address = f"203.0.113.{serial % 254 + 1}"
    return Access(**{"places": (1,), "modes": (3,), "addresses": (IpRange(first=address, last=address),)} | changes)


def site(serial=1, **changes):
    """A site about tea."""
    name = f"beian-sample-{serial}.cn"
    fields = {
        "name": "示例茶叶知识园地",
        "home_page": f"www.{name}",
        "contents": (1,),
        "languages": (1,),
        "domains": (Domain(name=name),),
        "accesses": (access(serial),),
        "principal": principal(serial),
    }
    return Site(**fields | changes)


def new(serial=1):
    """A first filing of one subject with one site."""
    return Particulars(subject=subject(serial), sites=(site(serial),))


def on_record(*sites, number="浙ICP备20260001号"):
    """The first subject with these sites as the authority has them: every record with its id."""
    stands = tuple(
        replace(
            one,
            authority_id=200 + place,
            licence_number=f"{number}-{place}",
            domains=tuple(replace(domain, authority_id=300 + place) for domain in one.domains),
            accesses=tuple(
                replace(
                    served,
                    authority_id=400 + place,
                    addresses=tuple(replace(address, authority_id=500 + place) for address in served.addresses),
                )
                for served in one.accesses
            ),
        )
        for place, one in enumerate(sites, 1)
    )
    return Particulars(subject=subject(authority_id=100, licence_number=number), sites=stands)
