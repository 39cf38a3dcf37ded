"""What a panel's own plugins may do wrong in a hook, and that nobody else notices."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from beian_plugin import Actor, Finding, Province, Severity, Source, Text, hookimpl
from beian_plugin.errors import PluginError
from beian_plugin.hooks import specs
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import HOOK_NAMES
from beian_plugin.hooks.manager import Plugins

GATES = [name for name in HOOK_NAMES if name.startswith("beian_check_")]
NOTICES = [name for name in HOOK_NAMES if name.startswith("beian_after_")]
SUPPLIES = [name for name in HOOK_NAMES if name.startswith("beian_register_")]
PRIVATE = "张三 13800000000"


def arguments(hook):
    return dict.fromkeys(inspect.signature(getattr(specs, hook)).parameters)


def plugin(hook, body):
    """An object whose `hook` runs `body`."""

    def implementation(self):
        return body()

    implementation.__name__ = hook
    return type("Plugin", (), {hook: hookimpl(implementation)})()


def raising(error):
    def body():
        raise error

    return body


def info(plugins, name):
    return next(info for info in plugins.list() if info.name == name)


def warning(code):
    return Finding(code, Severity.WARN, Text("提示", "hint"))


def test_every_hook_is_of_one_of_the_three_kinds():
    assert sorted(GATES + NOTICES + SUPPLIES) == sorted(HOOK_NAMES)
    assert len(HOOK_NAMES) == 9


@pytest.mark.parametrize("error", [RuntimeError(PRIVATE), SystemExit(PRIVATE), KeyError(PRIVATE)])
@pytest.mark.parametrize("hook", GATES)
def test_a_gate_that_raises_holds_by_its_name_and_the_others_answer(hook, error, caplog):
    plugins = Plugins()
    plugins.register(plugin(hook, lambda: [warning("first")]), "first")
    plugins.register(plugin(hook, raising(error)), "bad")
    plugins.register(plugin(hook, lambda: [warning("last")]), "last")
    first, unknown, last = plugins.check(hook, **arguments(hook))
    assert (first.code, last.code) == ("first", "last")
    assert (unknown.code, unknown.severity, unknown.source) == ("could_not_check", Severity.HOLD, "bad")
    assert "bad" in unknown.message("zh")
    assert "bad" in unknown.message("en")
    assert unknown.step("zh")
    assert unknown.actor is Actor.STAFF
    (failure,) = info(plugins, "bad").failures
    assert (failure.hook, failure.times) == (hook, 1)
    assert type(error).__name__ in failure.error
    assert "test_calls.py:" in failure.error
    assert f"bad failed in {hook}" in caplog.text
    assert PRIVATE not in caplog.text + str(plugins.list()) + str(unknown)


@pytest.mark.parametrize("error", [RuntimeError(PRIVATE), SystemExit(PRIVATE)])
@pytest.mark.parametrize("hook", NOTICES)
def test_a_notice_that_raises_is_logged_and_the_others_are_told(hook, error, caplog):
    told = []
    plugins = Plugins()
    plugins.register(plugin(hook, lambda: told.append("first")), "first")
    plugins.register(plugin(hook, raising(error)), "bad")
    plugins.register(plugin(hook, lambda: told.append("last")), "last")
    plugins.tell(hook, **arguments(hook))
    plugins.tell(hook, **arguments(hook))
    assert told == ["first", "last"] * 2
    assert [(failure.hook, failure.times) for failure in info(plugins, "bad").failures] == [(hook, 2)]
    assert f"bad failed in {hook}" in caplog.text
    assert PRIVATE not in caplog.text


@pytest.mark.parametrize("error", [RuntimeError("no rules today"), SystemExit("no rules today")])
@pytest.mark.parametrize("hook", SUPPLIES)
def test_a_supply_that_raises_is_listed_as_broken_with_its_hook(hook, error):
    plugins = Plugins()
    plugins.register(plugin(hook, raising(error)), "bad")
    plugins.register(plugin(GATES[0], lambda: [warning("fine")]), "fine")
    bad = info(plugins, "bad")
    assert bad.status is PluginStatus.BROKEN
    assert hook in bad.error.en
    assert "no rules today" in bad.error.zh
    assert [finding.code for finding in plugins.check(GATES[0], **arguments(GATES[0]))] == ["fine"]


def call(plugins, hook):
    return (plugins.check if hook in GATES else plugins.tell)(hook, **arguments(hook))


@pytest.mark.parametrize("hook", GATES + NOTICES)
def test_an_interrupt_from_the_keyboard_passes(hook):
    plugins = Plugins()
    plugins.register(plugin(hook, raising(KeyboardInterrupt())), "slow")
    with pytest.raises(KeyboardInterrupt):
        call(plugins, hook)


@pytest.mark.parametrize("hook", SUPPLIES)
def test_an_interrupt_from_the_keyboard_passes_at_load_too(hook):
    plugins = Plugins()
    slow = plugin(hook, raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        plugins.register(slow, "slow")
    assert plugins.list() == ()


@pytest.mark.parametrize(
    ("answer", "got"),
    [
        ("no", "str"),
        (True, "bool"),
        ({"code": "x"}, "dict"),
        (warning("x"), "Finding"),
        ([1], "list[int]"),
        ([None], "list[NoneType]"),
        (["deny"], "list[str]"),
        ([Finding("x", "no such severity", Text("提示", "hint"))], "Finding(severity: str)"),
        ([Finding("x", Severity.DENY, "no games")], "Finding(text: str)"),
        ([Finding("x", Severity.DENY, Text("提示", None))], "not all str"),
        ([Finding("x", Severity.DENY, Text("提示", "hint"), values={"n": 1})], "not all str"),
        ([Finding("x", Severity.DENY, Text("{days} 天", "{days} days"), values={"day": "3"})], "braces"),
        ([Finding(3, Severity.DENY, Text("提示", "hint"))], "Finding(code: int)"),
    ],
)
@pytest.mark.parametrize("hook", GATES)
def test_a_gate_that_returns_the_wrong_type_could_not_check(hook, answer, got):
    plugins = Plugins()
    plugins.register(plugin(hook, lambda: answer), "bad")
    plugins.register(plugin(hook, lambda: (warning("fine"),)), "fine")
    assert [finding.code for finding in plugins.check(hook, **arguments(hook))] == ["could_not_check", "fine"]
    (failure,) = info(plugins, "bad").failures
    assert got in failure.error
    assert hook in failure.error


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "NoneType"),
        ("33", "str"),
        ({}, "dict"),
        (["33"], "Province, but is str"),
        ([None], "None"),
    ],
)
def test_a_province_supply_of_the_wrong_type_says_expected_and_got(answer, words):
    plugins = Plugins()
    plugins.register(plugin("beian_register_provinces", lambda: answer), "bad")
    bad = info(plugins, "bad")
    assert bad.status is PluginStatus.BROKEN
    assert words in bad.error.en
    assert "bad" in bad.error.zh


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (object(), "RecordSource.name must be str, but is NoneType"),
        (type("S", (), {"name": ""})(), "RecordSource.name"),
        (type("S", (), {"name": "mirror two"})(), "RecordSource.look_up must be method"),
    ],
)
def test_a_record_source_without_its_parts_is_refused(item, words):
    plugins = Plugins()
    plugins.register(plugin("beian_register_record_sources", lambda: [item]), "bad")
    assert words in info(plugins, "bad").error.en
    assert plugins.record_sources == ()


def test_record_sources_are_asked_in_the_order_of_their_plugins():
    plugins = Plugins()
    for name in ("one", "two"):
        source = type("Source", (), {"name": name, "look_up": lambda self, domain: None})()
        plugins.register(plugin("beian_register_record_sources", lambda source=source: [source]), name)
    assert [name for name, _ in plugins.record_sources] == ["one", "two"]


def test_a_gate_that_returns_nothing_finds_nothing():
    plugins = Plugins()
    plugins.register(plugin(GATES[0], lambda: None), "quiet")
    assert plugins.check(GATES[0], **arguments(GATES[0])) == ()
    assert info(plugins, "quiet").failures == ()


def test_a_finding_without_a_source_gets_the_name_of_its_plugin():
    plugins = Plugins()
    plugins.register(plugin(GATES[0], lambda: [warning("x")]), "house rules")
    assert plugins.check(GATES[0], **arguments(GATES[0]))[0].source == "house rules"


@pytest.mark.parametrize("method", ["check", "tell", "had_a_say"])
def test_a_hook_that_does_not_exist_is_an_error_of_the_caller(method):
    with pytest.raises(KeyError):
        getattr(Plugins(), method)("beian_check_domian_bind")


def test_the_verdict_learns_who_had_a_say():
    plugins = Plugins()
    speaker = plugin(GATES[0], list)
    speaker.__class__.__version__ = "2.1"
    plugins.register(speaker, "speaker")
    ((name, version, sha256),) = plugins.had_a_say(GATES[0])
    assert (name, version) == ("speaker", "2.1")
    assert len(sha256) == 64
    assert plugins.had_a_say(GATES[1]) == ()


def test_two_apps_share_no_plugins():
    one, other = Plugins(), Plugins()
    one.register(plugin(GATES[0], lambda: [warning("mine")]), "mine")
    assert other.check(GATES[0], **arguments(GATES[0])) == ()
    assert other.list() == ()


def test_one_object_may_serve_two_apps():
    shared = plugin(GATES[0], lambda: [warning("x")])
    for plugins in (Plugins(), Plugins()):
        plugins.register(shared, "shared")
        assert len(plugins.check(GATES[0], **arguments(GATES[0]))) == 1


def test_a_name_that_is_taken_is_refused_and_listed():
    plugins = Plugins()
    plugins.register(plugin(GATES[0], lambda: [warning("first")]), "house")
    plugins.register(plugin(GATES[0], lambda: [warning("second")]), "house")
    assert [info.status for info in plugins.list()] == [PluginStatus.OK, PluginStatus.REFUSED]
    assert [finding.code for finding in plugins.check(GATES[0], **arguments(GATES[0]))] == ["first"]


@pytest.mark.parametrize("junk", [None, 3, "text", object(), {}, [], type])
def test_an_object_without_hooks_is_listed_as_broken(junk):
    plugins = Plugins()
    plugins.register(junk, "junk")
    assert "implements no hook" in info(plugins, "junk").error.en


def test_objects_that_are_odd_about_equality_are_all_called():
    class Odd:
        __hash__ = None

        def __eq__(self, other):
            return True

        @hookimpl
        def beian_check_domain_bind(self):
            return [warning("odd")]

    plugins = Plugins()
    plugins.register(Odd(), "one")
    plugins.register(Odd(), "two")
    assert len(plugins.check("beian_check_domain_bind", event=None, facts=None)) == 2


def test_a_start_that_must_be_healthy_names_every_plugin_that_is_not():
    plugins = Plugins()
    plugins.register(plugin(GATES[0], list), "fine")
    plugins.require_healthy()
    plugins.register(plugin(SUPPLIES[0], raising(RuntimeError("a"))), "bad one")
    plugins.register(plugin(SUPPLIES[0], raising(RuntimeError("b"))), "bad two")
    with pytest.raises(PluginError, match=r"(?s)bad one.*bad two") as caught:
        plugins.require_healthy()
    assert caught.value.file == "bad one"


def test_two_of_the_panels_plugins_cannot_have_one_province():
    def rules(authority):
        return Province(
            code="44", authority=authority, sources=(Source("通知"),), checked_on=date(2026, 11, 23), limitations="示例"
        )

    plugins = Plugins()
    plugins.register(plugin("beian_register_provinces", lambda: [rules("甲")]), "first")
    plugins.register(plugin("beian_register_provinces", lambda: [rules("乙")]), "second")
    assert plugins.registry.book("44").authority == "甲"
    refused = info(plugins, "second")
    assert refused.status is PluginStatus.REFUSED
    assert "44" in refused.error.en
    assert "first" in refused.error.en
    assert [name for name, _, _ in plugins.current.province_plugin("44")] == ["first"]
    assert plugins.current.province_plugin(None) == ()


def test_a_plugin_cannot_bring_one_province_twice():
    rules = Province(
        code="44", authority="甲", sources=(Source("通知"),), checked_on=date(2026, 11, 23), limitations="示例"
    )
    plugins = Plugins()
    plugins.register(plugin("beian_register_provinces", lambda: [rules, rules]), "double")
    assert "code 44 twice" in info(plugins, "double").error.en
