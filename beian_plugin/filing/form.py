"""The fields of a filing: what the form calls them, what the interface carries, and which characters it cannot."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.filing.particulars import Particulars

_NUMBER = re.compile(r"(?<=\.)[0-9]+(?=\.|$)")
#: What XML 1.0 cannot hold, and line breaks, which no field has.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form."""

    label: Text
    #: Fewest and most characters, where the interface sets any.
    min: int = 0
    max: int = 0
    #: Base code table from which the value comes.
    table: str = ""
    #: What its numbers mean, where they are ours and no base codes.
    words: Mapping[int, Text] = field(default_factory=lambda: MappingProxyType({}))
    #: A character that GBK lacks can only be replaced by a spelling that the authority agrees to.
    name: bool = False


@cache
def fields() -> Mapping[str, Field]:
    """Every field by its path within the particulars, `*` for each of several."""
    table = tomllib.loads(files(__package__).joinpath("data/form.toml").read_text("utf-8"))
    return MappingProxyType({path: _field(row) for path, row in table.items()})


def _field(row: dict[str, Any]) -> Field:
    words = {int(number): Text(*said) for number, said in row.pop("words", {}).items()}
    return Field(label=Text(row.pop("zh"), row.pop("en")), words=MappingProxyType(words), **row)


def field_at(path: str) -> Field:
    """The field at a path such as `sites.0.name`; one that the form does not have is called by its path."""
    return fields().get(_NUMBER.sub("*", path)) or Field(label=Text(path, path))


def label_of(path: str) -> Text:
    """The words of the form for a path, with the number of the site from the second on."""
    label = field_at(path).label
    site = re.match(r"sites\.([0-9]+)", path)
    if site is None or site[1] == "0":
        return label
    number = int(site[1]) + 1
    return Text(f"第{number}个网站的{label.zh}", f"{label.en} (site {number})")


def values(particulars: Particulars) -> Iterator[tuple[str, str | int]]:
    """Every text and number of a filing that is not left at its default, with its path, in the order of the form."""
    yield from _leaves(msgspec.to_builtins(particulars), "")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str | int]]:
    if isinstance(value, dict):
        items: Any = value.items()
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    else:
        yield path, value
        return
    for key, inner in items:
        yield from _leaves(inner, f"{path}.{key}" if path else str(key))


def changed_paths(before: Particulars, after: Particulars) -> list[str]:
    """The paths at which two filings say something else, in order; never what they say."""
    old, new = dict(values(before)), dict(values(after))
    return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def outside_gbk(text: str) -> str:
    """The characters of a text that GBK, and so the interface, cannot carry, each once in the order of the text."""
    return "".join(dict.fromkeys(char for char in text if not _in_gbk(char)))


def control_characters(text: str) -> bool:
    """Whether a text holds characters that no XML document and no form can."""
    return _CONTROL.search(text) is not None


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
