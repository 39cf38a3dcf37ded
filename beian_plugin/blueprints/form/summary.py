"""What a filing says, line by line, to be looked over; numbers of people are masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.blueprints.form.fields import label
from beian_plugin.blueprints.web.frame import language
from beian_plugin.filing.division import full_name
from beian_plugin.filing.form import field_at, values
from beian_plugin.filing.hostname import to_unicode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.blueprints.form.draft import Draft
    from beian_plugin.blueprints.form.fields import Tables

#: Parts of paths that say nothing to a customer: ids, and what another line says.
_SILENT = re.compile(r"_id$|\.provider$|\.scans\.|\.last$|address\.(?:province|city)$|reporting$")
_PERSONAL = frozenset({"certificate_number", "mobile", "office_phone", "email"})
_LAST_NUMBER = re.compile(r"\.[0-9]+$")


class Line(NamedTuple):
    """One field with its values."""

    label: str
    value: str
    #: The address of the step that asks it; empty where none does.
    address: str


def lines_of(draft: Draft, tables: Tables) -> list[Line]:
    """Every field of the draft that says something, in the order of the form; several choices are one line."""
    words: dict[str, list[str]] = {}
    for path, value in values(draft.particulars):
        if not _SILENT.search(path):
            words.setdefault(_LAST_NUMBER.sub("", path), []).append(_words(path, value, tables))
    return [Line(label(path), "、".join(several), _address(draft, path)) for path, several in words.items()]


def _address(draft: Draft, path: str) -> str:
    step = draft.at(path)
    return draft.address(step.slug) if step is not None else ""


def _words(path: str, value: str | int, tables: Mapping[str, Mapping[int, str]]) -> str:
    name, above = path.rpartition(".")[2], path.rpartition(".")[0]
    if words := field_at(path).words.get(int(value) if isinstance(value, int) else -1):
        return words.to(language())
    table = field_at(path).table or field_at(above).table
    if table and isinstance(value, int):
        return tables.get(table, {}).get(value, str(value))
    if name == "county":
        return full_name(str(value))
    if name in _PERSONAL:
        return masked(str(value))
    return to_unicode(str(value)) if ".domains." in path else str(value)


def masked(text: str) -> str:
    """A number or an address of a person with its ends alone, enough to know one's own by."""
    return f"{text[:3]}****{text[-2:]}" if len(text) > 6 else "****"
