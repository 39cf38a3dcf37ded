"""The child process of `cli.rehearsal`: `python -m beian_plugin.cli.rehearsal_process`.

It reads an errand from its standard input, loads the file in it and writes the answer to its standard output as JSON.
"""

from __future__ import annotations

import ast
import os
import pickle
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import msgspec

from beian_plugin.cli.province_rules import rules_json
from beian_plugin.filing.application import Filing
from beian_plugin.filing.states import State
from beian_plugin.hooks.bundled import installed_candidates, package_candidates
from beian_plugin.hooks.calls import Failures, PluginSet
from beian_plugin.hooks.lineup import Candidate, line_up
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.hooks.problems import Unusable
from beian_plugin.operations.decide import judge
from beian_plugin.operations.documents import verdict_struct
from beian_plugin.providers.evaluate import requirements
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.rulebook import RuleBook
from beian_plugin.testing.faults import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from beian_plugin.cli.rehearsal import Errand, EventCase, FilingCase
    from beian_plugin.filing.verdict import Finding
    from beian_plugin.hooks.loader import Plugin
    from beian_plugin.providers.situation import Situation

#: Address space of the process, in bytes, as in a trial.
_MOST_MEMORY = 1 << 30


class _Sides(NamedTuple):
    """The plugins with the file in force, and without it."""

    without: PluginSet
    with_it: PluginSet


def read_rules(plugin: Plugin, _: Errand) -> Any:
    """The rules of the file's provinces by code."""
    return {province.code: rules_json(RuleBook(province, NATIONAL, "")) for province in plugin.provinces}


def look(plugin: Plugin, errand: Errand) -> Any:
    """The rules of the file's provinces, and what the checks of the contract find in them."""
    today: date = errand.given
    docstring = ast.get_docstring(ast.parse(errand.source)) or ""
    return {
        "provinces": read_rules(plugin, errand),
        "faults": [
            fault._asdict() | {"text": fault.text._asdict()}
            for province in plugin.provinces
            for fault in faults_of(province, docstring, today)
        ],
    }


def try_event(plugin: Plugin, errand: Errand) -> Any:
    """The verdict on an event without the file and with it."""
    case: EventCase = errand.given
    return {
        name: verdict_struct(judge(plugins, case.settings, case.event, case.gathered, case.now))
        for name, plugins in _sides(plugin, errand, case.beside)._asdict().items()
    }


def try_filing(plugin: Plugin, errand: Errand) -> Any:
    """What is asked of a filing without the file and with it."""
    case: FilingCase = errand.given
    sides = _sides(plugin, errand, case.beside)._asdict()
    return {name: _asked(plugins, case.situation) for name, plugins in sides.items()}


def _asked(plugins: PluginSet, situation: Situation) -> Any:
    asked = requirements(plugins.registry.book(situation.province), situation)
    domains = {domain.name for site in situation.particulars.sites for domain in site.domains}
    filing = Filing(
        id=0,
        kind=situation.kind,
        state=State.DRAFT,
        domains=tuple(sorted(domains)),
        province=situation.province or None,
        particulars=situation.particulars,
    )
    return {
        "requirements": [
            {
                "rule": one.rule,
                "form": one.form.value,
                "path": one.path,
                "severity": one.severity.value,
                "text": one.sentence()._asdict(),
            }
            for one in asked
        ],
        "findings": [_finding(one) for one in plugins.check("beian_check_filing", filing=filing)],
    }


def _finding(found: Finding) -> Mapping[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": {lang: f"{found.message(lang)} {found.step(lang)}".strip() for lang in ("zh", "en")},
        "source": found.source,
    }


def _sides(plugin: Plugin, errand: Errand, beside: tuple[tuple[str, str], ...]) -> _Sides:
    """The line-ups as the panel would make them; the file goes before other drop-ins and replaces its namesake."""
    others = [_drop_in(file, source) for file, source in beside if file != errand.file]
    kept = [one for one in others if Path(one.label.file).name != Path(errand.file).name]
    bundled = [*installed_candidates(), *package_candidates()]
    tried = Candidate(plugin.label, plugin)
    return _Sides(*(PluginSet(line_up([*first, *bundled]), Failures()) for first in (others, [tried, *kept])))


def _drop_in(file: str, source: str) -> Candidate:
    plugin = load_source(source, name=Path(file).stem, origin=Origin.FOLDER, file=file)
    return Candidate(plugin.label, plugin)


JOBS: Mapping[str, Callable[[Plugin, Errand], Any]] = {
    "rules": read_rules,
    "look": look,
    "event": try_event,
    "filing": try_filing,
}


def main() -> NoReturn:
    """Do the errand on standard input and end; threads that the file started do not keep the process."""
    answer = os.fdopen(os.dup(1), "wb")
    # What the file prints is no part of the answer.
    os.dup2(2, 1)
    try:
        errand: Errand = pickle.load(sys.stdin.buffer)  # noqa: S301  the parent wrote it
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.setitimer(signal.ITIMER_REAL, errand.seconds)
        said = _done(errand)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answer.write(msgspec.json.encode(said))
        answer.flush()
        os._exit(0)
    finally:
        os._exit(1)


def _done(errand: Errand) -> Mapping[str, Any]:
    try:
        plugin = load_source(errand.source, name=Path(errand.file).stem, origin=Origin.FOLDER, file=errand.file)
    except Unusable as error:
        return {"refusal": error.text}
    return {"answer": JOBS[errand.job](plugin, errand)}


if __name__ == "__main__":
    main()
