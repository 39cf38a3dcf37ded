"""Administrative divisions by GB/T 2260 code: those in force, and closed ones with their successors (FAQ 9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.doubt import Doubt, Severity
from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(Word):
    """How high a division stands."""

    PROVINCE = ("province", "省级", "province")
    PREFECTURE = ("prefecture", "地级", "prefecture")
    #: Also the counties and cities that stand directly under a province.
    COUNTY = ("county", "县级", "county")
    #: A head such as 市辖区 that only groups codes; nothing is registered there.
    GROUP = ("group", "汇总码", "group")


class Standing(StrEnum):
    """What is known of a code."""

    CURRENT = "current"
    #: Closed, and it is known who holds the territory now.
    SUPERSEDED = "superseded"
    #: Closed, without a successor that is known for certain.
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division, in force or closed."""

    #: Six digits.
    code: str
    #: Its name when the code was last in use.
    name: str
    level: Level
    #: Code of the division above; None for a province.
    parent: str | None
    #: First year of the code; None where the source does not tell, which mostly means before 1982.
    since: int | None = None
    #: Last year of the code; None while it is in force.
    until: int | None = None
    #: Codes in force that hold the territory of a closed division, often one; a prefecture where more is not known.
    successors: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """Whether the code is in force, superseded or closed."""
        if self.until is None:
            return Standing.CURRENT
        return Standing.SUPERSEDED if self.successors else Standing.CLOSED


@cache
def divisions() -> Mapping[str, Division]:
    """All divisions by code, in the order of their codes; the first call reads the table."""
    lines = files(__package__).joinpath("data/divisions.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line[0].isdigit()]
    prefectures = {row[0] for row in rows if row[2] == "prefecture"}
    levels = {level.value: level for level in Level}
    table = {}
    for code, name, level, since, until, successors in rows:
        table[code] = Division(
            code,
            name,
            levels[level],
            _above(code, prefectures),
            int(since) if since else None,
            int(until) if until else None,
            tuple(successors.split(",")) if successors else (),
        )
    return MappingProxyType(table)


def _above(code: str, prefectures: set[str]) -> str | None:
    """The code above, which the digits of a code tell: county, prefecture, province."""
    province, prefecture = code[:2] + "0000", code[:4] + "00"
    if code == province:
        return None
    return prefecture if prefecture in prefectures and prefecture != code else province


@cache
def _below() -> Mapping[str, tuple[Division, ...]]:
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for division in divisions().values():
        if division.parent and division.until is None and division.level is not Level.GROUP:
            found[division.parent].append(division)
    return MappingProxyType({code: tuple(below) for code, below in found.items()})


def find(code: str) -> Division | None:
    """The division of a six-digit code, in force or closed; None for a code that never was."""
    return divisions().get(code)


def current(code: str) -> Division | None:
    """The division of the code if it is in force, else None."""
    division = find(code)
    return division if division and division.until is None else None


def standing(code: str) -> Standing:
    """Whether the code is in force, superseded, closed, or not known at all."""
    division = find(code)
    return division.standing if division else Standing.UNKNOWN


def children(code: str) -> tuple[Division, ...]:
    """The divisions in force directly under the code, without heads such as 市辖区; empty for a county."""
    return _below().get(code, ())


def successors(code: str) -> tuple[Division, ...]:
    """The divisions in force that hold the code's territory: itself while in force; empty where not known."""
    division = find(code)
    if not division:
        return ()
    return (division,) if division.until is None else tuple(divisions()[code] for code in division.successors)


def province_of(code: str) -> str | None:
    """The two digits of the code's province, also for a county that is not known; None where they are no province's."""
    return code[:2] if len(code) == 6 and code[:2] + "0000" in divisions() else None


def full_name(code: str) -> str:
    """The name with all above it, such as 浙江省杭州市西湖区; empty for an unknown code."""
    division = find(code)
    if not division:
        return ""
    return (full_name(division.parent) if division.parent else "") + division.name


def check_division(code: str) -> tuple[Doubt, ...]:
    """What stands against a division code in a filing: the authority answers 1019 to one it does not know (FAQ 9)."""
    state = standing(code)
    if state is Standing.CURRENT:
        return ()
    if state is Standing.UNKNOWN:
        zh = "省市县代码不在现有的行政区划表中；请核对后重新选择所在的省、市、县（区）。"
        en = "The division code is not in the table of divisions: check it and choose province, city and county again."
    elif state is Standing.CLOSED:
        zh = f"“{full_name(code)}”已撤销；请重新选择现在所属的县（区）。"
        en = f"{full_name(code)} does not exist any more: choose the county or district of the address as it is now."
    else:
        now = [full_name(division.code) for division in successors(code)]
        zh = f"“{full_name(code)}”已撤销或合并，现为{'、'.join(now)}；请选择新的区县后提交。"
        en = f"{full_name(code)} was closed or merged and is now {', '.join(now)}: choose it and submit again."
    return (Doubt(f"division_{state}", Severity.WARN, zh, en, "FAQ 9, code 1019"),)
