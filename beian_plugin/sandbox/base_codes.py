"""The simulated authority's base code tables: its own values, sent with `JCDM` and held against what is reported."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority.items import CodeValue
from beian_plugin.filing.division import Level, divisions
from beian_plugin.filing.region import provinces
from beian_plugin.sandbox.tables import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.sandbox.store import Office

#: What marks a value as this simulation's own.
INVENTED = "模拟"
_LEVELS = {Level.PROVINCE: 1, Level.PREFECTURE: 2, Level.GROUP: 2, Level.COUNTY: 3}


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a table."""

    name: str
    #: `模拟` where it is invented.
    note: str = ""
    #: For `Fjyt` what a picture of this purpose belongs to, for `Zjlx` the nature of who carries such a certificate.
    belongs_to: int = 0


@cache
def tables() -> Mapping[str, Mapping[int, Code]]:
    """Every table that is no list of divisions or providers, by the field that uses it."""
    text = files(__package__).joinpath("data/base_codes.toml").read_text("utf-8")
    return MappingProxyType(
        {
            table: MappingProxyType({int(code): _code(entry) for code, entry in values.items()})
            for table, values in tomllib.loads(text).items()
        }
    )


@cache
def authorities() -> Mapping[int, str]:
    """The provinces' authorities by the number that `Gj` and `Fbdd` give them."""
    names = [province.authority for province in provinces().values()]
    return MappingProxyType(dict(enumerate(names, start=1)))


def valid(table: str, code: int | None) -> bool:
    """Whether the code stands in the table that the field `table` refers to."""
    if table == "Fbdd":
        return code in authorities()
    return code in tables()[table]


def name_of(table: str, code: int | None) -> str:
    """The code in words; the bare number where the table does not have it."""
    if code is None:
        return ""
    if table == "Fbdd":
        return authorities().get(code, str(code))
    known = tables()[table].get(code)
    return known.name if known else str(code)


def regions() -> list[tuple[int, str, int]]:
    """Code, name and level (1 province, 2 prefecture, 3 county) of every division in force."""
    return [(int(one.code), one.name, _LEVELS[one.level]) for one in divisions().values() if one.until is None]


def send_tables(office: Office, provider_id: int) -> None:
    """Put all tables into the provider's queue."""
    for item in _items(office):
        office.tell(provider_id, "JCDM", item)


def _items(office: Office) -> Iterator[CodeValue]:
    for provider in office.session.scalars(select(Provider).order_by(Provider.id)):
        yield CodeValue(table="Bbdw", code=provider.id, name=provider.name, detail={"Bz": INVENTED})
    for table, codes in tables().items():
        for code, value in codes.items():
            note = {"Bz": value.note} if value.note else {}
            name, _, second = value.name.partition("/") if table == "Yjfk_Wtfl" else (value.name, "", "")
            detail = ({"Fl2": second} if second else {}) | _detail(table, code, value) | note
            yield CodeValue(table=table, code=code, name=name, detail=detail)
    for code, name, level in regions():
        yield CodeValue(table="Qy", code=code, name=name, detail={"Lx": str(level)})
    for code, province in enumerate(provinces().values(), start=1):
        detail = {"Ysid": str(2 ** (code - 1)), "Bm": province.code, "Shengid": f"{province.code}0000"}
        detail |= {"Shengjc": province.filing, "Bz": INVENTED}
        yield CodeValue(table="Gj", code=code, name=province.authority, detail=detail)


def _detail(table: str, code: int, value: Code) -> dict[str, str]:
    """The other elements that the interface asks of a row of the table."""
    return {
        "Zjlx": {"Dwflid": str(value.belongs_to)},
        "Nrlx": {"Ysid": str(2 ** (code - 1)), "Sfqzsp": "1"},
        "Fwnr": {"Ysid": str(2 ** (code - 1))},
        "Jrfs": {"Ysid": str(2 ** (code - 1))},
        "Dwhyfl": {"Bm": str(code)},
        "Fjyt": {"Ssdxlx": str(value.belongs_to)},
    }.get(table, {})


def _code(entry: str | list[str | int]) -> Code:
    return Code(entry) if isinstance(entry, str) else Code(*entry)  # type: ignore[arg-type]  # the file is our own
