"""Values that no rule can have, whatever an authority asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.filing.verdict import Text
from beian_plugin.providers.values import BuildPlan, Correction, MaxAge, UnderageProof

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAYS, _AGE, _YOUNG = (1, 3650), (1, 120), (2, 30)
_COUNT = (1, 10_000)
#: Where nothing is too few.
_OVER = (0, 10_000)


def out_of_range(name: str, value: object) -> Text | None:
    """What the value should be, or None where it can be right."""
    match value:
        case bool():
            return None
        case int():
            return _between([value], _range(name))
        case Correction():
            return None if value.days is None else _between([value.days], _DAYS)
        case UnderageProof():
            return _between([value.below], _YOUNG) or _filled(value.proofs)
        case MaxAge():
            return _between([value.male, value.female], (18, 120))
        case BuildPlan():
            return _between([value.over], _OVER)
        case tuple():
            return _filled(value) or (_suffixes(value) if name.endswith("_suffix") else None)
        case str():
            return None if value.strip() else Text("非空文字", "a text that is not empty")
    return None


def _range(name: str) -> tuple[int, int]:
    if name.endswith("_days"):
        return _DAYS
    if name.endswith("_age"):
        return _AGE
    return _OVER if "_over_" in name else _COUNT


def _between(numbers: Iterable[int], limits: tuple[int, int]) -> Text | None:
    least, most = limits
    if all(least <= number <= most for number in numbers):
        return None
    return Text(f" {least} 到 {most} 之间的数", f"between {least} and {most}")


def _filled(values: tuple[object, ...]) -> Text | None:
    if values and len(set(values)) == len(values):
        return None
    return Text("非空且不重复的列表", "a list that is not empty and has nothing twice")


def _suffixes(values: tuple[object, ...]) -> Text | None:
    fits = all(isinstance(value, str) and value.startswith(".") for value in values)
    return None if fits else Text("以点开头的后缀，例如 .cn", "suffixes that begin with a dot, such as .cn")
