"""The plugins in force at one moment, and how they are called: one by one, so that none stops another."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from types import NoneType
from typing import TYPE_CHECKING

from beian_plugin.filing.verdict import Actor, Finding, Severity, Text
from beian_plugin.hooks.lineup import HookFailure
from beian_plugin.hooks.loader import HOOK_NAMES, Plugin
from beian_plugin.hooks.problems import Unusable, place, sentence
from beian_plugin.providers.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beian_plugin.filing.record import RecordSource
    from beian_plugin.hooks.lineup import Lineup, PluginInfo

logger = logging.getLogger(__name__)

#: Name, version and SHA-256 of a plugin, as verdicts keep them.
Stamp = tuple[str, str, str]

_COULD_NOT_CHECK = Text(
    "插件 {plugin} 未能完成检查，需由工作人员核实。",
    "The plugin {plugin} could not check this; staff have to look at it.",
)
_ASK_STAFF = Text(
    "工作人员核实后处理；管理员请在插件列表中查看该插件的错误。",
    "Staff check it and go on from there; the list of plugins shows the administrator what went wrong.",
)
_FINDING_TYPES: dict[str, type | tuple[type, ...]] = {
    "code": str,
    "severity": Severity,
    "text": Text,
    "next_step": Text,
    "actor": Actor,
    "source": str,
    "values": (Mapping, NoneType),
}


class Failures:
    """What plugins did wrong when they were called; the sets that follow one another share it."""

    def __init__(self) -> None:
        """Nothing has gone wrong yet."""
        self._found: dict[tuple[Plugin, str], HookFailure] = {}
        self._lock = Lock()

    def note(self, plugin: Plugin, hook: str, error: str) -> None:
        """Count one more failure."""
        with self._lock:
            before = self._found.get((plugin, hook))
            self._found[plugin, hook] = HookFailure(hook, error, before.times + 1 if before else 1)

    def of(self, plugin: Plugin | None) -> tuple[HookFailure, ...]:
        """The failures of `plugin`, by hook."""
        with self._lock:
            found = [failure for (failed, _), failure in self._found.items() if failed is plugin]
        return tuple(sorted(found, key=lambda failure: failure.hook))

    def keep(self, plugins: Iterable[Plugin]) -> None:
        """Forget the failures of all but `plugins`."""
        kept = set(plugins)
        with self._lock:
            self._found = {key: failure for key, failure in self._found.items() if key[0] in kept}


class PluginSet:
    """The plugins in force at one moment; it never changes, so whoever holds one sees no half of a reload."""

    def __init__(self, lineup: Lineup, failures: Failures) -> None:
        """`lineup` says who is in force; failures of calls are counted in `failures`."""
        self._failures = failures
        self._lines = lineup.infos
        own = ((province, plugin.label.file) for province, plugin in lineup.holders.values())
        #: The rules of the 31 provinces.
        self.registry = Registry(own, lineup.broken)
        #: What can say whether a domain is filed, each with its name, in the order to ask.
        self.record_sources: tuple[tuple[str, RecordSource], ...] = tuple(
            (source.name, source) for plugin in lineup.plugins for source in plugin.record_sources
        )
        self._province_stamps = {code: (_stamp(plugin),) for code, (_, plugin) in lineup.holders.items()}
        self._callers = {
            hook: tuple((plugin, plugin.hooks[hook]) for plugin in lineup.plugins if hook in plugin.hooks)
            for hook in HOOK_NAMES
        }
        self._stamps = {hook: tuple(_stamp(plugin) for plugin, _ in calls) for hook, calls in self._callers.items()}

    @property
    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin that was found, the strongest first, as it was when this set was made."""
        return tuple(info for info, _ in self._lines)

    def list(self) -> tuple[PluginInfo, ...]:
        """Every plugin that was found, the strongest first, with what has gone wrong until now."""
        return tuple(replace(info, failures=self._failures.of(plugin)) for info, plugin in self._lines)

    def had_a_say(self, hook_name: str) -> tuple[Stamp, ...]:
        """The plugins that implement a hook."""
        return self._stamps[hook_name]

    def province_plugin(self, code: str | None) -> tuple[Stamp, ...]:
        """The plugin whose rules are in force for a province; empty where the baseline is."""
        return self._province_stamps.get(code or "", ())

    def check(self, hook_name: str, **kwargs: object) -> tuple[Finding, ...]:
        """What all plugins find in a gate; one that fails yields a hold with the code `could_not_check`."""
        callers = self._callers[hook_name]
        if not callers:
            return ()
        findings: list[Finding] = []
        for plugin, caller in callers:
            try:
                findings += _findings(caller(**kwargs), plugin, hook_name)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  a plugin's SystemExit must not end the worker
                self._note(plugin, hook_name, error)
                findings.append(_could_not_check(plugin.label.name))
        return tuple(findings)

    def tell(self, hook_name: str, **kwargs: object) -> bool:
        """Tell all plugins of a notice, and whether all took it; one that fails is logged, the others still hear it."""
        taken = True
        for plugin, caller in self._callers[hook_name]:
            try:
                caller(**kwargs)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  as in a gate
                self._note(plugin, hook_name, error)
                taken = False
        return taken

    def _note(self, plugin: Plugin, hook: str, error: BaseException) -> None:
        # Neither words nor traceback of the exception: both may hold what the customer typed.
        shown = str(error) if isinstance(error, Unusable) else place(error)
        self._failures.note(plugin, hook, shown)
        logger.error("Plugin %s failed in %s: %s", plugin.label.name, hook, shown)


def _stamp(plugin: Plugin) -> Stamp:
    return plugin.label.name, plugin.label.version, plugin.label.sha256


def _could_not_check(name: str) -> Finding:
    return Finding(
        "could_not_check",
        Severity.HOLD,
        _COULD_NOT_CHECK,
        next_step=_ASK_STAFF,
        actor=Actor.STAFF,
        source=name,
        values={"plugin": name},
    )


def _findings(answers: list[object], plugin: Plugin, hook: str) -> list[Finding]:
    """The findings in `answers`, each with its source; an implementation that returns None found nothing."""
    findings = []
    for answer in answers:
        if not isinstance(answer, (list, tuple)):
            raise _wrong(plugin, hook, type(answer).__name__)
        for item in answer:
            if fault := _fault(item):
                raise _wrong(plugin, hook, fault)
            findings.append(item if item.source else replace(item, source=plugin.label.name))
    return findings


def _wrong(plugin: Plugin, hook: str, got: str) -> Unusable:
    file = plugin.label.file
    return Unusable(sentence("wrong_return", file=file, hook=hook, expected="list[Finding]", got=got), file=file)


def _fault(item: object) -> str:
    """What keeps `item` from being a finding that can be shown and stored; empty where it is one."""
    if not isinstance(item, Finding):
        return f"list[{type(item).__name__}]"
    for name, kind in _FINDING_TYPES.items():
        value = getattr(item, name)
        if not isinstance(value, kind):
            return f"Finding({name}: {type(value).__name__})"
    values = item.values or {}
    if not all(isinstance(part, str) for part in (*item.text, *item.next_step, *values, *values.values())):
        return "Finding(text, next_step or values: not all str)"
    try:
        item.message("zh"), item.message("en"), item.step("zh"), item.step("en")
    except (KeyError, IndexError, ValueError, AttributeError):
        return "Finding(text: braces without a value)"
    return ""
