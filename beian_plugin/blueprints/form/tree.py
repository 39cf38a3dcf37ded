"""What a filing says as a tree of plain values: read and written by the paths of its form's fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.particulars import Particulars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BETWEEN = re.compile(r"[\s,;，；、]+")


def shown(particulars: Particulars, path: str) -> Any:
    """The value at a path as its field shows it: addresses and domains as text."""
    value = _dig(msgspec.to_builtins(particulars), path)
    match path.rpartition(".")[2]:
        case "addresses":
            return " ".join(_span(one["first"], one["last"]) for one in value or ())
        case "domains":
            return "\n".join(to_unicode(one["name"]) for one in value or ())
        case "pre_approvals":
            return {one["category"]: one.get("number", "") for one in value or ()}
    return value


def planted(particulars: Particulars, said: Mapping[str, Any]) -> Particulars:
    """The particulars with the values of fields at their paths; an empty one is as if it was never filled in."""
    tree: dict[str, Any] = msgspec.to_builtins(particulars)
    for path, value in said.items():
        _plant(tree, path, value)
    return msgspec.convert(tree, Particulars)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"


def _dig(tree: Any, path: str) -> Any:
    """What stands at a path, or None."""
    for step in path.split("."):
        if isinstance(tree, list | tuple):
            tree = tree[int(step)] if int(step) < len(tree) else None
        else:
            tree = (tree or {}).get(step)
    return tree


def _plant(tree: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = path.split(".")
    node: Any = tree
    for step, under in zip(steps, [*steps[1:], last], strict=True):
        node = _inside(node, step, [] if under.isdecimal() else {})
    match last:
        case "addresses":
            value = _ranges(value or "", node.get(last, []))
        case "domains":
            value = _named(_words(value or ""), node.get(last, []))
        case "pre_approvals":
            value = _permits(value or {}, node.get(last, []))
        case "province":
            _move_province(node, value)
        case "county":
            value = _within(node, value)
    if value in (None, "", [], ()):
        node.pop(last, None)
    else:
        node[last] = value


def _move_province(address: dict[str, Any], province: int | None) -> None:
    """A county of another province does not stay."""
    if province != address.get("province"):
        address.pop("county", None)
        address.pop("city", None)


def _within(address: dict[str, Any], county: int | None) -> int | None:
    """The county, if it lies in the province; its digits tell the city."""
    if not county or county // 10000 * 10000 != address.get("province"):
        address.pop("city", None)
        return None
    address["city"] = county // 100 * 100
    return county


def _inside(node: Any, step: str, empty: Any) -> Any:
    """The part of the tree at `step`, made where it is missing."""
    if isinstance(node, dict):
        return node.setdefault(step, empty)
    while len(node) <= int(step):
        node.append({})
    return node[int(step)]


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text.strip()) if word]


def _ranges(text: str, before: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Ranges of addresses as typed; one that stands already keeps its ids."""
    known = {(one["first"], one["last"]): one for one in before}
    found = []
    for word in _words(text):
        first, _dash, last = word.partition("-")
        if not (first or last):
            continue
        pair = (first, last or first)
        found.append(known.get(pair, {"first": pair[0], "last": pair[1]}))
    return found


def _named(names: Iterable[str], before: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Domains as typed, each once; one that stands already keeps its ids, however it is written."""
    known = {spelling: one for one in before for spelling in (one["name"], to_unicode(one["name"]))}
    found = {name: known.get(name, {"name": name}) for name in dict.fromkeys(names)}
    return list({one["name"]: one for one in found.values()}.values())


def _permits(numbers: Mapping[int, str], before: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Pre-approvals by category; one that stays keeps its scans."""
    scans = {one["category"]: one.get("scans", ()) for one in before}
    return [
        {"category": category, "number": number, "scans": list(scans.get(category, ()))}
        for category, number in numbers.items()
    ]
