"""What house rules, record sources and listeners have to do with a verdict."""

from __future__ import annotations

import json

import pytest
from operations.asking import bind
from operations.conftest import NOW, credit_code

from beian_plugin.filing.events import Subject
from beian_plugin.filing.facts import Access, Filed
from beian_plugin.filing.record import Record
from beian_plugin.filing.verdict import Decision, Finding, Severity, Text
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.operations.decide import ask, decide


class HouseRules:
    """A host's own plugin."""

    @hookimpl
    def beian_check_domain_bind(self, event):
        if "game" in event.host:
            return [Finding("no_games", Severity.DENY, Text("不接受游戏网站。", "No game sites here."))]
        return []


def test_a_house_rule_worsens_a_verdict_and_stands_first_with_its_plugin(make_context, mirror):
    mirror.site("game-demo.cn", "teahouse-demo.cn", providers=["ours"])
    plugins = Plugins()
    plugins.register(HouseRules(), "house")
    plugins.load()
    context = make_context(plugins)
    denied = decide(context, bind("game-demo.cn"))
    assert (denied.decision, denied.reason.code) == (Decision.DENY, "no_games")
    assert "house" in [name for name, _, _ in denied.plugins]
    assert decide(context, bind("teahouse-demo.cn")).decision is Decision.ALLOW


class Registry:
    """A record source that knows two domains, and fails for one."""

    name = "registry"

    def look_up(self, domain):
        if domain == "down-demo.cn":
            raise TimeoutError
        known = {"filed-demo.cn": Filed.YES, "free-demo.cn": Filed.NO}
        return Record(filed=known.get(domain, Filed.UNKNOWN), known_at=NOW, access=Access.OTHER)


@pytest.mark.parametrize("answer", [None, "yes", Record(filed=None, known_at=NOW), SystemExit])
def test_a_source_that_answers_nonsense_fails_no_request(make_context, answer):
    class Odd:
        name = "odd"

        def look_up(self, domain):
            if answer is SystemExit:
                raise SystemExit
            return answer

    class Brings:
        @hookimpl
        def beian_register_record_sources(self):
            return [Odd()]

    plugins = Plugins()
    plugins.register(Brings(), "brings")
    plugins.load()
    verdict = decide(make_context(plugins), bind("fresh-demo.cn"))
    assert (verdict.row, verdict.facts.trouble.split(":")[0]) == ("bind-20", "odd")


class Sources:
    @hookimpl
    def beian_register_record_sources(self):
        return [Registry()]


@pytest.mark.parametrize(
    ("host", "row"),
    [
        ("filed-demo.cn", "bind-12"),
        ("free-demo.cn", "bind-19"),
        ("other-demo.cn", "bind-20"),
        ("down-demo.cn", "bind-20"),
    ],
)
def test_a_record_source_answers_where_the_mirror_does_not_know(make_context, host, row):
    plugins = Plugins()
    plugins.register(Sources(), "sources")
    plugins.load()
    verdict = decide(make_context(plugins), bind(host))
    assert verdict.row == row
    assert verdict.facts.source == ("registry" if row != "bind-20" else "")
    if host == "down-demo.cn":
        assert "TimeoutError" in verdict.reason.message("en")


def test_a_stored_verdict_explains_itself_later_and_holds_no_certificate(context, mirror):
    certificate = credit_code(1)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(certificate=certificate), providers=["别家云"])
    verdict = ask(context, bind("www.teahouse-demo.cn", customer="u-1", subject=Subject(certificate=certificate)))
    [(document,)] = context.database.fetch("SELECT document FROM beian_verdict WHERE id = ?", (verdict.id,))
    kept = json.loads(document)
    assert kept["row"] == "bind-12"
    assert kept["facts"]["access"] == "other"
    assert kept["findings"][0]["message"]["zh"] == verdict.reason.message("zh")
    assert [plugin["name"] for plugin in kept["plugins"]] == ["zhejiang"]
    assert certificate.number not in document


class Listener:
    def __init__(self):
        self.heard = []

    @hookimpl
    def beian_after_verdict(self, verdict):
        self.heard.append(verdict.id)
        raise RuntimeError("a notice that fails hurts nobody")


def test_plugins_learn_of_a_verdict_after_it_is_stored(make_context):
    listener = Listener()
    plugins = Plugins()
    plugins.register(listener, "listener")
    plugins.load()
    verdict = ask(make_context(plugins), bind("fresh-demo.cn"))
    assert listener.heard == [verdict.id]
