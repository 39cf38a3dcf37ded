"""Whether a value that a plugin brought is a province as the contract has it."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from beian_plugin.filing.region import provinces
from beian_plugin.providers.contract import Province
from beian_plugin.providers.rule import as_tuple


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One attribute that is not what the contract asks for."""

    #: Dotted path, such as `Province.correction.value.days`.
    attribute: str
    expected: str
    got: str


def mismatch(value: object) -> Mismatch | None:
    """The first attribute of `value` that keeps it from being a province, or None where it is one."""
    return _misfit(value, Province, "Province") or _missing(value)


def _missing(province: Any) -> Mismatch | None:
    """What has the right type but no usable content."""
    if province.code not in provinces():
        return Mismatch("Province.code", "one of " + ", ".join(provinces()), repr(province.code)[:20])
    for name in ("authority", "sources", "limitations"):
        if not getattr(province, name):
            return Mismatch(f"Province.{name}", "non-empty", "nothing")
    for name, rules in province.stated().items():
        for rule in rules:
            if not rule.source.title:
                return Mismatch(f"Province.{name}.source", "non-empty", "nothing")
    for rule in as_tuple(province.correction):
        if rule.value.days is not None and rule.value.days < 1:
            return Mismatch("Province.correction.value.days", "a number of days from 1 on", str(rule.value.days))
    return None


def _misfit(value: Any, expected: Any, path: str) -> Mismatch | None:
    origin, args = _parts(expected)
    if origin in (Union, UnionType):
        if value is None and NoneType in args:
            return None
        likely = [choice for choice in args if isinstance(value, _parts(choice)[0] or choice)]
        misfits = []
        for choice in likely or args:
            misfit = _misfit(value, choice, path)
            if misfit is None:
                return None
            misfits.append(misfit)
        # The choice that fitted deepest is the one the author meant.
        return max(misfits, key=_depth)
    plain = origin or expected
    # True is an int to Python, not to a reader of rules.
    if not isinstance(value, plain) or (isinstance(value, bool) and plain is int):
        return Mismatch(path, _shown(expected), "None" if value is None else type(value).__name__)
    if plain is tuple:
        parts = (_misfit(item, args[0], f"{path}[{index}]") for index, item in enumerate(value))
    elif isinstance(plain, type) and is_dataclass(plain):
        hints = _hints(plain)
        parts = (_misfit(getattr(value, name), _bound(hint, args), f"{path}.{name}") for name, hint in hints.items())
    else:
        return None
    return next((part for part in parts if part), None)


@cache
def _parts(expected: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(expected), get_args(expected)


def _depth(misfit: Mismatch) -> int:
    return misfit.attribute.count(".") + misfit.attribute.count("[")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _bound(hint: Any, args: tuple[Any, ...]) -> Any:
    """The type that stands for the parameter of a generic class, such as bool in `Rule[bool]`."""
    return args[0] if isinstance(hint, TypeVar) else hint


def _shown(expected: Any) -> str:
    origin, args = get_origin(expected), get_args(expected)
    if expected is NoneType:
        return "None"
    if origin in (Union, UnionType):
        return " or ".join(_shown(choice) for choice in args)
    name = getattr(origin or expected, "__name__", str(expected))
    return f"{name}[{', '.join(_shown(arg) for arg in args if arg is not Ellipsis)}]" if args else name
