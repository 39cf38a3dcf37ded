"""Whatever an operation behind a page refuses, the page says why in both languages, with an example or what to do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import beian_plugin
from beian_plugin.blueprints.web.refusals import REFUSALS, sentence
from beian_plugin.errors import FilingRefused, InvalidValue, LeaseLost, PictureRefused, TransitionError
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.verdict import Text

_ROOT = Path(beian_plugin.__file__).parent
_PAGES = ("web", "form", "portal", "desk", "help", "query")
#: Modules that pages load, but whose refusals go to commands and to the link with the authority.
_NOT_OF_PAGES = re.compile(r"operations\.(mirror_row|tokens|idempotency|sync\.)|filing\.calendar|^authority\.")


def _modules():
    for path in sorted(_ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text("utf-8"))


def _loaded(modules):
    """The modules that the pages load, and those that these load."""
    found, rest = set(), [name for name in modules if name.startswith(tuple(f"blueprints.{one}" for one in _PAGES))]
    while rest:
        name = rest.pop()
        if name in found or name not in modules:
            continue
        found.add(name)
        for node in ast.walk(modules[name]):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("beian_plugin."):
                above = node.module.removeprefix("beian_plugin.")
                rest += [above, *(f"{above}.{one.name}" for one in node.names)]
    return found


def _word(value, otherwise):
    """What an argument says; empty where it is only known as it runs."""
    return otherwise if value is None else value.value if isinstance(value, ast.Constant) else ""


def _pairs():
    modules = dict(_modules())
    for name in sorted(_loaded(modules)):
        for node in ast.walk(modules[name]):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InvalidValue":
                said = {one.arg: one.value for one in node.keywords}
                yield name, _word(said.get("what"), ""), _word(said.get("reason"), "invalid")


def test_every_value_that_pages_may_refuse_has_a_sentence_in_both_languages():
    pairs = [pair for pair in _pairs() if not _NOT_OF_PAGES.search(pair[0])]
    # The customer's and the region's names are told apart only as it runs.
    lacking = [pair for pair in pairs if pair[1:] not in REFUSALS and pair[1:] != ("", "invalid")]
    assert lacking == []
    assert [pair[0] for pair in pairs if pair[1:] == ("", "invalid")] == ["operations.decide"]
    assert {("customer", "invalid"), ("region", "invalid")} <= set(REFUSALS)
    assert len({pair[1:] for pair in pairs}) > 30


def test_no_sentence_is_left_of_what_nothing_refuses_any_more():
    raised = {pair[1:] for pair in _pairs()} | {("customer", "invalid"), ("region", "invalid")}
    assert set(REFUSALS) - raised == set()


def test_each_sentence_says_what_is_wrong_and_then_an_example_or_what_to_do():
    for key, text in REFUSALS.items():
        assert re.search(r"[\u4e00-\u9fff]", text.zh), key
        assert re.search(r"例如|请|直接办结|由管局", text.zh), key
        assert re.search(r"such as|:|comes with", text.en), key
        assert not re.search(r"`|beian |BEIAN_", text.zh + text.en), key


def test_a_refusal_speaks_both_languages_whatever_kind_of_error_it_is():
    word = Text("太大。", "Too large.")
    assert sentence(PictureRefused(word, reason="size")) == word
    assert sentence(refused("不能修改。", "It cannot be edited.")) == Text("不能修改。", "It cannot be edited.")
    assert "example.cn" in sentence(InvalidValue("x", what="host", reason="syntax")).zh
    assert "没有保存" in sentence(InvalidValue("x", what="nobody knows")).zh
    assert "91330106" in sentence(InvalidValue("x", what="certificate number", reason="check_digit")).zh
    assert "状态已变" in sentence(TransitionError("draft", "upload", ())).zh
    assert sentence(FilingRefused("插件不同意。")).zh == "插件不同意。"
    assert "系统暂时不能办理" in sentence(LeaseLost()).zh
