"""Which plugins are in force: candidates in order of precedence are judged one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from beian_plugin.filing.region import provinces
from beian_plugin.hooks.problems import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from beian_plugin.filing.verdict import Text
    from beian_plugin.hooks.loader import Label, Origin, Plugin
    from beian_plugin.providers.contract import Province


class PluginStatus(StrEnum):
    """Whether a plugin is in force."""

    OK = "ok"
    #: It fails as it stands; its last good version is in force.
    LAST_GOOD = "last_good"
    #: It must not stand: not trusted, not listed, or it claims a province or a name that another has; out of force.
    REFUSED = "refused"
    #: Stronger plugins bring all its provinces; out of force, as it is meant.
    REPLACED = "replaced"
    #: It fails, and no good version of it is known; out of force.
    BROKEN = "broken"

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to mend something."""
        return self in {PluginStatus.LAST_GOOD, PluginStatus.REFUSED, PluginStatus.BROKEN}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin that wants to be in force, or one that fails with the reason why."""

    #: What was found; where that fails, `plugin` is its last good version, if there is one.
    label: Label
    plugin: Plugin | None = None
    error: Text | None = None
    #: Codes of the provinces that it means, as far as a file that does not load can tell.
    claims: frozenset[str] = frozenset()
    #: It must not stand as it is found, whether it loads or not: `error` says why.
    refused: bool = False


@dataclass(frozen=True, slots=True)
class HookFailure:
    """What went wrong in one hook since the plugin was loaded."""

    hook: str
    #: Type and place of the exception; its words, which may hold a customer's data, are left out.
    error: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """One line of the list of plugins."""

    name: str
    origin: Origin
    file: str
    status: PluginStatus
    version: str = ""
    #: SHA-256 of the content in force, or of what was found where nothing is; in hex, empty without a file.
    sha256: str = ""
    hooks: tuple[str, ...] = ()
    #: Codes of the provinces that it brings.
    provinces: tuple[str, ...] = ()
    #: Why it is not in force as it stands.
    error: Text | None = None
    #: Hooks that raised or returned something wrong in this process.
    failures: tuple[HookFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineup:
    """The outcome: who stands, who holds which province, and what the list says."""

    plugins: tuple[Plugin, ...]
    holders: Mapping[str, tuple[Province, Plugin]]
    #: File of the plugin that should have brought the rules, by code of a province that nobody holds.
    broken: Mapping[str, str]
    #: Each line of the list with the plugin in force behind it.
    infos: tuple[tuple[PluginInfo, Plugin | None], ...]


def claims(stem: str, text: str) -> frozenset[str]:
    """Codes of the provinces that a file which does not load seems to mean: these must not pass as unknown."""
    named = {code for code, province in provinces().items() if province.slug == stem}
    written = set(re.findall(r"""\bcode\s*=\s*["'](\d\d)["']""", text))
    return frozenset(named | (written & provinces().keys()))


def line_up(candidates: Iterable[Candidate]) -> Lineup:
    """Judge `candidates`, which come strongest first."""
    plugins: list[Plugin] = []
    holders: dict[str, tuple[Province, Plugin]] = {}
    broken: dict[str, str] = {}
    infos: list[tuple[PluginInfo, Plugin | None]] = []
    for candidate in candidates:
        status, error = _judge(candidate, holders)
        stands = candidate.plugin if status in {PluginStatus.OK, PluginStatus.LAST_GOOD} else None
        infos.append((_info(candidate, status, error), stands))
        if stands:
            plugins.append(stands)
            for province in stands.provinces:
                holders.setdefault(province.code, (province, stands))
        elif status.is_trouble:
            broken |= dict.fromkeys(candidate.claims - broken.keys(), candidate.label.file)
    unheld = {code: file for code, file in broken.items() if code not in holders}
    return Lineup(tuple(plugins), holders, unheld, tuple(infos))


def _judge(candidate: Candidate, holders: Mapping[str, tuple[Province, Plugin]]) -> tuple[PluginStatus, Text | None]:
    plugin = candidate.plugin
    if plugin is None:
        return (PluginStatus.REFUSED if candidate.refused else PluginStatus.BROKEN), candidate.error
    held = {province.code: holders[province.code][1].label for province in plugin.provinces if province.code in holders}
    for code, other in held.items():
        if other.origin is candidate.label.origin:
            return PluginStatus.REFUSED, sentence("claimed", file=candidate.label.file, code=code, other=other.file)
    if held and len(held) == len(plugin.provinces):
        others = ", ".join(dict.fromkeys(other.file for other in held.values()))
        return PluginStatus.REPLACED, sentence("replaced", other=others)
    return (PluginStatus.LAST_GOOD if candidate.error else PluginStatus.OK), candidate.error


def _info(candidate: Candidate, status: PluginStatus, error: Text | None) -> PluginInfo:
    plugin = candidate.plugin
    label = plugin.label if plugin else candidate.label
    return PluginInfo(
        name=label.name,
        origin=label.origin,
        file=label.file,
        status=status,
        version=label.version,
        sha256=label.sha256,
        hooks=tuple(plugin.hooks) if plugin else (),
        provinces=tuple(province.code for province in plugin.provinces) if plugin else (),
        error=error,
    )
