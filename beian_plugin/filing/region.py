"""The 31 provinces by code, and whether a panel's server region lies in the mainland."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """One of the 31 provinces: its GB/T 2260 code, its names, and the characters that stand for it in numbers."""

    code: str
    #: File name of its plugin: the official English name, since pinyin alone clashes (陕西 shaanxi, 山西 shanxi).
    slug: str
    name_zh: str
    name_en: str
    #: In ICP filing numbers, for example 蜀.
    filing: str
    #: In telecom licence numbers, for example 川.
    licence: str
    #: The provincial communications administration (管局).
    authority: str


@cache
def provinces() -> Mapping[str, ProvinceName]:
    """The 31 provinces by two-digit code, in the order of their codes."""
    lines = files(__package__).joinpath("data/provinces.tsv").read_text("utf-8").splitlines()
    rows = [ProvinceName(*line.split("\t")) for line in lines if not line.startswith(("#", "code\t"))]
    return MappingProxyType({row.code: row for row in rows})


@cache
def province_of_abbreviation() -> Mapping[str, str]:
    """The province code for each character that stands for a province in a filing or licence number."""
    return MappingProxyType({mark: row.code for row in provinces().values() for mark in (row.licence, row.filing)})


class Place(StrEnum):
    """Where a server stands, as far as the law asks."""

    MAINLAND = "mainland"
    #: Hong Kong, Macau and Taiwan count as outside: no filing is possible there.
    OUTSIDE = "outside"
    #: The region is not known; it is treated as mainland, and the verdict says so.
    UNKNOWN = "unknown"


# `ap-*` is no sign of either: some clouds name mainland regions so.
_OUTSIDE = (
    "*hongkong*", "*hong-kong*", "hk", "hk-*", "*-hk", "*-hk-*", "*macau*", "*macao*", "mo-*",
    "*taiwan*", "*taipei*", "tw-*", "us", "us-*", "eu", "eu-*", "na-*", "sa-*", "me-*", "af-*",
    "ca-*", "il-*", "*singapore*", "sg-*", "*tokyo*", "*osaka*", "jp-*", "*seoul*", "kr-*",
    "*frankfurt*", "*london*", "*virginia*", "*silicon*", "*sydney*", "*mumbai*", "*jakarta*",
    "*bangkok*", "*dubai*", "*moscow*", "overseas", "overseas-*", "境外*", "香港*", "澳门*", "台湾*", "海外*",
)  # fmt: skip


@lru_cache(maxsize=1024)
def place_of(region: str, mainland: tuple[str, ...]) -> Place:
    """Where the panel's `region` lies; `mainland` are the host's own mainland regions, patterns such as `cn-*` allowed.

    A region that is named in full decides first, then the regions known to be outside, then the host's patterns.
    """
    name = region.strip().lower()
    if name in mainland:
        return Place.MAINLAND
    if any(fnmatchcase(name, pattern) for pattern in _OUTSIDE):
        return Place.OUTSIDE
    if any(fnmatchcase(name, pattern) for pattern in mainland):
        return Place.MAINLAND
    return Place.UNKNOWN
