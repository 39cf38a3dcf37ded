"""A folder of drop-ins, a clock that a test moves, and plugins that say who they are."""

from __future__ import annotations

import os

import pytest

from beian_plugin.hooks.bundled import package_candidates
from beian_plugin.hooks.loader import digest
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.versions import MemoryVersions, Outcome, Source

#: A drop-in whose gate finds one thing, with the code `{code}`.
GATE = """
from beian_plugin import Finding, Severity, Text, hookimpl

@hookimpl
def beian_check_domain_bind():
    return [Finding("{code}", Severity.WARN, Text("提示", "hint"))]
"""

#: A drop-in that brings the rules of one province.
PROVINCE = """
from datetime import date
from beian_plugin import Province, Rule, Source, hookimpl

@hookimpl
def beian_register_provinces():
    return [Province(code="{code}", authority="{authority}", sources=(Source("通知"),), checked_on=date(2026, 11, 23),
                     limitations="示例", return_for_modification_on_request=Rule(True, Source("通知")))]
"""


class Clock:
    """Stands still until the test moves it."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class DropIns:
    """The folder of ops, one manager over it, and the good versions that outlive the manager."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = Clock()
        self.versions = MemoryVersions()
        self.plugins = self.restart(load=False)

    def restart(self, *, load=True, **options):
        self.plugins = Plugins(self.folder, versions=self.versions, clock=self.clock, **options)
        if load:
            self.plugins.load()
        return self.plugins

    def write(self, name, text, *, tried=False):
        """Drop a file; `tried` says that another worker has tried this text already."""
        if tried:
            self.versions.accept(Source(digest(text), name, text), Outcome(None, 0, ""))
        (self.folder / name).write_text(text, "utf-8", newline="")

    def look(self):
        """Let a second pass and make a request."""
        self.clock.now += 1
        self.plugins.refresh()

    def info(self, name):
        return next(info for info in self.plugins.list() if info.name == name)

    def codes(self):
        return [finding.code for finding in self.plugins.check("beian_check_domain_bind", event=None, facts=None)]


@pytest.fixture(scope="session")
def ours():
    """The province files that we carry, loaded once: most tests are about what comes on top of them."""
    return package_candidates()


@pytest.fixture
def drop_ins(tmp_path, ours, monkeypatch):
    monkeypatch.setattr("beian_plugin.hooks.manager.package_candidates", ours.copy)
    # What others can write is refused, and some people's umask lets their group write.
    before = os.umask(0o022)
    folder = tmp_path / "drop-ins"
    folder.mkdir()
    yield DropIns(folder)
    os.umask(before)


@pytest.fixture
def gate():
    return lambda code: GATE.format(code=code)


@pytest.fixture
def province():
    return lambda code, authority="示例管局": PROVINCE.format(code=code, authority=authority)
