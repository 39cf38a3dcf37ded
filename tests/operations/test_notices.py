"""Plugins hear of every step at least once, whatever dies or fails in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operations.conftest import NOW
from sqlalchemy import func, select

from beian_plugin.errors import BeianError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Untold
from beian_plugin.operations.context import Context
from beian_plugin.operations.filings import open_filing
from beian_plugin.operations.notices import remember_panel_plugins, tell_again
from beian_plugin.operations.review import withdraw
from beian_plugin.settings import Settings


class Listener:
    """Notes the steps that it hears of, and fails as often as it is told to."""

    def __init__(self, failures=0):
        self.failures = failures
        self.heard = []

    @hookimpl
    def beian_after_filing_changed(self, change):
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.heard.append((change.step, change.verb))


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def process(database, clock):
    """A process of the panel, with the plugins that it registers."""

    def make(**registered):
        plugins = Plugins()
        for name, plugin in registered.items():
            plugins.register(plugin, name)
        plugins.load()
        return Context(settings=Settings(), database=database, plugins=plugins, now=clock)

    return make


def take_a_step(context):
    filing = open_filing(context, Kind.NEW, ["teahouse-demo.cn"], customer="mia", actor="mia")
    withdraw(context, filing.id, actor="mia")


def untold(context):
    with context.database.read() as session:
        return session.scalar(select(func.count()).select_from(Untold))


def test_a_step_on_which_a_plugin_failed_is_told_to_all_again_later(process, clock):
    weak, strong = Listener(failures=1), Listener()
    context = process(weak=weak, strong=strong)
    take_a_step(context)
    assert (weak.heard, [verb for _, verb in strong.heard]) == ([], [Verb.WITHDRAW])
    assert tell_again(context) == 0
    clock.now += timedelta(minutes=3)
    assert tell_again(context) == 1
    assert weak.heard == strong.heard[1:] == strong.heard[:1]
    clock.now += timedelta(days=1)
    assert (tell_again(context), untold(context)) == (0, 0)


def test_a_plugin_that_fails_for_hours_is_given_up_and_that_is_noted(process, clock):
    context = process(weak=Listener(failures=99))
    take_a_step(context)
    for _ in range(8):
        clock.now += timedelta(hours=5)
        tell_again(context)
    assert untold(context) == 0
    with context.database.read() as session:
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "give_up_notice"


def test_a_process_without_the_panels_plugin_leaves_its_notices_to_one_that_has_it(process, clock):
    listener = Listener()
    panel, worker = process(serve=listener), process()
    remember_panel_plugins(panel, ["serve"])
    take_a_step(worker)
    with pytest.raises(BeianError, match=r"1 steps wait .*\(serve\).*beian worker --app"):
        tell_again(worker)
    assert tell_again(panel) == 1
    assert [verb for _, verb in listener.heard] == [Verb.WITHDRAW]
    assert tell_again(worker) == 0


def test_a_panel_that_registers_a_plugin_no_more_waits_for_it_no_more(process, clock):
    panel, worker = process(serve=Listener()), process()
    remember_panel_plugins(panel, ["serve"])
    remember_panel_plugins(worker, [])
    take_a_step(worker)
    assert untold(worker) == 0
