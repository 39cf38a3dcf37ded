"""What the pages' templates say in words: codes, divisions, addresses, moments."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from beian_plugin.filing.division import full_name
from beian_plugin.sandbox import base_codes, forms
from beian_plugin.sandbox.clock import CHINA

if TYPE_CHECKING:
    from datetime import datetime

    from beian_plugin.filing.particulars import Access, Address, Site
    from beian_plugin.sandbox.tables import AccessRow

_MENU = (
    ("pages.overview", "概况", "Overview"),
    ("pages.review", "审核", "Review"),
    ("pages.subjects", "备案", "Records"),
    ("pages.news", "下发", "News"),
    ("pages.mail", "邮件", "Mail"),
    ("officer.switches", "开关", "Switches"),
)


def template_values() -> dict[str, Any]:
    """The functions and values that every template may use."""
    return {
        "menu": _MENU,
        "form_token": forms.token,
        "code": base_codes.name_of,
        "codes": _codes,
        "division": _division,
        "pre_approvals": _pre_approvals,
        "access_words": _access_words,
        "addresses": _addresses,
        "china": _china,
    }


def _china(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _codes(table: str, codes: tuple[int, ...]) -> str:
    return "、".join(base_codes.name_of(table, code) for code in codes)


def _division(address: Address) -> str:
    lowest = address.county or address.city or address.province
    return full_name(str(lowest)) if lowest else ""


def _pre_approvals(site: Site) -> str:
    return "、".join(f"{base_codes.name_of('Nrlx', one.category)} {one.number}" for one in site.pre_approvals)


def _access_words(access: Access) -> str:
    ranges = "、".join(one.first if one.first == one.last else f"{one.first}-{one.last}" for one in access.addresses)
    words = (_codes("Jrfs", access.modes), _codes("Fbdd", access.places), ranges, access.authority_id)
    return " · ".join(str(word) for word in words if word)


def _addresses(access: AccessRow) -> str:
    return "、".join(
        f"{IPv4Address(one.first)}-{IPv4Address(one.last)}" if one.first != one.last else str(IPv4Address(one.first))
        for one in access.ranges
    )
