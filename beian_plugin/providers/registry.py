"""The provinces that are in force: 31 codes, each with its rules, or the baseline, or a note that it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rulebook import RuleBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from beian_plugin.providers.contract import Province


class Status(StrEnum):
    """Where the rules in force for a province come from."""

    #: Its own file, from the package or from ops.
    OWN = "own"
    #: No file of its own: the national baseline.
    BASELINE = "baseline"
    #: Its file fails and no good version is known: its filings wait for staff.
    BROKEN = "broken"


#: What each status is called on pages and in lists.
STATUS_WORDS: Mapping[Status, Text] = MappingProxyType(
    {
        Status.OWN: Text("省份规则", "own rules"),
        Status.BASELINE: Text("全国规则", "national baseline"),
        Status.BROKEN: Text("规则文件有错误，备案由工作人员处理", "its file is broken: its filings wait for staff"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One province as `beian provinces` lists it."""

    code: str
    name_zh: str
    name_en: str
    status: Status
    #: File or plugin that the rules come from; `national` for the baseline.
    source: str
    #: The rules in force, over the baseline.
    book: RuleBook


class Registry:
    """Rules by province code; built anew at each reload and never changed, so no request sees half a change."""

    def __init__(self, own: Iterable[tuple[Province, str]] = (), broken: Mapping[str, str] | None = None) -> None:
        """`own` pairs each province with its source; `broken` names the source of each code that has no good rules."""
        by_code = {province.code: (province, source) for province, source in own}
        self._entries = {code: _entry(code, by_code.get(code), (broken or {}).get(code)) for code in provinces()}

    def entries(self) -> tuple[Entry, ...]:
        """All 31 provinces in the order of their codes."""
        return tuple(self._entries.values())

    def book(self, code: str | None) -> RuleBook:
        """The rules for `code`; the national baseline where it is None or no province."""
        entry = self._entries.get(code or "")
        return entry.book if entry else _BASELINE

    def is_broken(self, code: str | None) -> bool:
        """Whether the province's own rules cannot be had, so that its filings wait for staff."""
        entry = self._entries.get(code or "")
        return entry is not None and entry.status is Status.BROKEN


_BASELINE = RuleBook(NATIONAL, NATIONAL, NATIONAL.authority)


def _entry(code: str, own: tuple[Province, str] | None, broken: str | None) -> Entry:
    name = provinces()[code]
    if own:
        book = RuleBook(own[0], NATIONAL, own[0].authority)
        return Entry(code, name.name_zh, name.name_en, Status.OWN, own[1], book)
    book = RuleBook(NATIONAL, NATIONAL, name.authority)
    if broken is not None:
        return Entry(code, name.name_zh, name.name_en, Status.BROKEN, broken, book)
    return Entry(code, name.name_zh, name.name_en, Status.BASELINE, "national", book)
