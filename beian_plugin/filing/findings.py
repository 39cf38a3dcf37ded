"""The findings that the decision table makes: one table of texts, from which each is built by its code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.verdict import Actor, Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def catalogue() -> Mapping[str, Finding]:
    """Every finding by its code, with its texts not filled in yet."""
    table = tomllib.loads(files(__package__).joinpath("data/findings.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            code: Finding(
                code,
                Severity(row["severity"]),
                Text(row["zh"], row["en"]),
                Text(row.get("next_zh", ""), row.get("next_en", "")),
                Actor(row.get("actor", "nobody")),
                row.get("source", ""),
            )
            for code, row in table.items()
        }
    )


def finding(code: str, severity: Severity | None = None, actor: Actor | None = None, /, **values: str) -> Finding:
    """The finding `code`, its texts filled from `values`; `severity` and `actor` where they differ from the table."""
    blank = catalogue()[code]
    if not values and severity is None and actor is None:
        return blank
    return Finding(
        code, severity or blank.severity, blank.text, blank.next_step, actor or blank.actor, blank.source, values
    )
