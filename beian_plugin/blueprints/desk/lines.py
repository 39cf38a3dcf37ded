"""What a filing says, line by line in the words of the form."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.blueprints.web.frame import language
from beian_plugin.filing.division import full_name
from beian_plugin.filing.form import field_at, label_of, values
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import base_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.operations.context import Context

#: The table from which a field's words come where it is another than the field names: places are authorities.
_TABLES = {"Fbdd": "Gj"}
#: Our own numbers, and what the page shows elsewhere.
_LEFT_OUT = re.compile(r"(_id|\.last|address\.province|address\.city|\.scans|\.reporting)$")
_MODES = {Reporting.SELF: Text("自主备案", "self"), Reporting.ON_BEHALF: Text("代为备案", "on the customer's behalf")}

_TO_BEHALF = Text(
    "代为备案：由接入商代客户填写和修改，客户只能查看，不能自己修改（FAQ 57）。",
    "On behalf: the provider fills in and mends for the customer, who can only look (FAQ 57).",
)
_TO_SELF_AT_ONCE = Text(
    "自主备案：由客户自己填写、修改和提交（FAQ 57）。", "Self: the customer fills in, mends and hands in (FAQ 57)."
)
_TO_SELF = {
    State.RETURNED_TO_PROVIDER: Text(
        "自主备案：由客户自己修改。本申请会随即退回客户，管局的意见列在相应字段（FAQ 57）。",
        "Self: the customer mends it. This filing goes back to the customer at once, with the authority's reasons "
        "(FAQ 57).",
    ),
    State.APPROVED: Text(
        "自主备案：更改的是主体备案记录上的类型，下一次变更时由客户自己填写（FAQ 57）。",
        "Self: the mode on the subject's record is switched; the customer fills in the next change (FAQ 57).",
    ),
}


class Line(NamedTuple):
    """One field with its value in words."""

    path: str
    label: Text
    value: str


class Part(NamedTuple):
    """Lines that belong together."""

    title: Text
    lines: tuple[Line, ...]


def parts(context: Context, particulars: Particulars) -> tuple[Part, ...]:
    """Every field that is filled in, by subject, site and cancellation; several choices are one line."""
    tables: dict[str, Mapping[int, str]] = {}
    words: dict[str, list[str]] = {}
    for path, value in values(particulars):
        above, _, last = path.rpartition(".")
        path_shown = above if last.isdecimal() else path
        if not _LEFT_OUT.search(path_shown):
            words.setdefault(path_shown, []).append(_words(context, path_shown, value, tables))
    lines = (Line(path, _label(path), "、".join(several)) for path, several in words.items())
    return tuple(Part(_title(begin), tuple(found)) for begin, found in groupby(lines, lambda line: _begin(line.path)))


def mode_words(mode: Reporting) -> Text:
    """What screens call a reporting mode."""
    return _MODES[mode]


def switch_words(mode: Reporting, state: State) -> Text:
    """What comes of switching a filing in a state to that mode (FAQ 57)."""
    if mode is Reporting.ON_BEHALF:
        return _TO_BEHALF
    return _TO_SELF.get(state, _TO_SELF_AT_ONCE)


def _begin(path: str) -> str:
    found = re.match(r"sites\.\d+|\w+", path)
    return found[0] if found else path


def _title(begin: str) -> Text:
    label = label_of(begin)
    return Text(label.zh, label.en.removeprefix("the ").capitalize())


def _label(path: str) -> Text:
    label = label_of(path)
    english = label.en.removeprefix("the ")
    return Text(label.zh, english[:1].upper() + english[1:])


def _words(context: Context, path: str, value: str | int, tables: dict[str, Mapping[int, str]]) -> str:
    field = field_at(path)
    if isinstance(value, int) and value in field.words:
        return field.words[value].to(language())
    table = field.table
    if table and isinstance(value, int):
        if table not in tables:
            tables[table] = base_codes.table(context, _TABLES.get(table, table))
        name = tables[table].get(value, str(value))
        return name.removesuffix("通信管理局") if table == "Fbdd" else name
    if path.endswith("address.county"):
        return full_name(str(value))
    return to_unicode(str(value)) if ".domains." in path else str(value)
