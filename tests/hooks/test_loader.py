"""How a text becomes a plugin, and what keeps it from becoming one."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.hooks.loader import HOOK_NAMES, Origin, load_source
from beian_plugin.hooks.problems import Unusable

HEAD = "from beian_plugin import hookimpl\n"


def load(source, name="rules"):
    return load_source(source, name=name, origin=Origin.FOLDER, file=f"/drop-ins/{name}.py")


def refusal(source):
    before = set(sys.modules)
    with pytest.raises(Unusable) as caught:
        load(source)
    assert {name for name in set(sys.modules) - before if "rules" in name} == set()
    assert "/drop-ins/rules.py" in caught.value.text.zh
    assert "/drop-ins/rules.py" in caught.value.text.en
    return caught.value


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise RuntimeError('not today')", "RuntimeError: not today (line 1)"),
        ("\n\nimport no_such_module", "ModuleNotFoundError: No module named 'no_such_module' (line 3)"),
        ("x = 1\ndef broken(:", "SyntaxError: invalid syntax (line 2)"),
        ("import sys\nsys.exit('bye')", "SystemExit: bye (line 2)"),
        ("class Stop(BaseException): pass\nraise Stop", "Stop (line 2)"),
        ("x = '\0'", "null bytes"),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E (line 3)"),
        ("raise RuntimeError('two\\nlines \\x1b[31m')", "RuntimeError: two lines �[31m"),
    ],
)
def test_what_is_raised_at_import_is_told_with_its_line(source, words):
    assert words in refusal(source).text.en


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("beian_register_province", "beian_register_provinces"),
        ("beian_check_domian_bind", "beian_check_domain_bind"),
        ("beian_after_verdicts", "beian_after_verdict"),
        ("beian_x", "beian_"),
    ],
)
@pytest.mark.parametrize("mark", ["@hookimpl\n", ""])
def test_a_misspelled_hook_names_itself_and_the_nearest(mark, name, nearest):
    error = refusal(f"{HEAD}{mark}def {name}(): return []")
    assert error.hook == name
    assert f"{name}, which is no hook. The nearest is {nearest}" in error.text.en
    assert name in error.text.zh


def test_a_hook_of_any_name_must_have_a_spec():
    assert "check_domain, which is no hook" in refusal(f"{HEAD}@hookimpl\ndef check_domain(): return []").text.en


def test_a_hook_that_says_it_may_be_unknown_is_left_out():
    source = f"{HEAD}@hookimpl(optionalhook=True)\ndef beian_check_later(): pass\n"
    assert "no hook" in refusal(source).text.en
    assert set(load(f"{source}@hookimpl\ndef beian_after_verdict(): pass").hooks) == {"beian_after_verdict"}


def test_a_hook_without_its_mark_is_refused_since_nobody_would_call_it():
    error = refusal(f"{HEAD}def beian_check_domain_bind(event): return []")
    assert "without @hookimpl" in error.text.en
    assert error.hook == "beian_check_domain_bind"


def test_an_argument_that_the_spec_does_not_have_is_refused():
    error = refusal(f"{HEAD}@hookimpl\ndef beian_check_domain_bind(event, colour): return []")
    assert "colour" in error.text.en
    assert "beian_check_domain_bind" in error.text.en


@pytest.mark.parametrize("hook", HOOK_NAMES)
@pytest.mark.parametrize(
    "definition",
    [
        "@hookimpl\nasync def {hook}(): return []",
        "@hookimpl\ndef {hook}(): yield",
        "@hookimpl(wrapper=True)\ndef {hook}():\n    return (yield)",
    ],
)
def test_a_hook_is_a_plain_function(definition, hook):
    error = refusal(HEAD + definition.format(hook=hook))
    assert "must be a plain function" in error.text.en
    assert error.hook == hook


def test_a_hook_may_leave_out_arguments():
    plugin = load(f"{HEAD}@hookimpl\ndef beian_check_domain_bind(facts): return [facts]")
    assert plugin.hooks["beian_check_domain_bind"](event=1, facts=2) == [[2]]


def test_dataclasses_under_future_annotations_work():
    plugin = load(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        f"{HEAD}"
        "@dataclass\nclass Limit:\n    days: int = 5\n"
        "@hookimpl\ndef beian_check_domain_bind(): return [Limit().days]\n"
    )
    assert plugin.hooks["beian_check_domain_bind"](event=1, facts=2) == [[5]]


def test_our_own_future_imports_do_not_leak_into_the_text():
    plugin = load(f"{HEAD}def f(x: int): pass\n@hookimpl\ndef beian_after_verdict(): return f.__annotations__['x']\n")
    assert plugin.hooks["beian_after_verdict"](verdict=None) == [int]


def test_each_load_has_a_module_of_its_own():
    source = f"{HEAD}seen = []\n@hookimpl\ndef beian_after_verdict(verdict): seen.append(verdict)\n"
    one, other = load(source), load(source)
    one.hooks["beian_after_verdict"](verdict="x")
    assert sys.modules[one.module].seen == ["x"]
    assert sys.modules[other.module].seen == []
    one.forget()
    assert one.module not in sys.modules
    assert other.module in sys.modules
    other.forget()


@pytest.mark.parametrize("source", ["", "\n", "x = 1", '"""Only words."""'])
def test_a_text_without_hooks_is_refused(source):
    assert "implements no hook" in refusal(source).text.en


def test_the_version_is_the_modules_own():
    source = f"{HEAD}__version__ = '2026.3'\n@hookimpl\ndef beian_after_verdict(): pass"
    assert load(source).label.version == "2026.3"


@given(st.text())
def test_any_text_is_refused_in_one_sentence_or_run(text):
    # Nothing after the first line runs: what is tried is the reading.
    error = refusal(f"raise RuntimeError\n{text}")
    for sentence in error.text:
        assert sentence.isprintable()
        assert len(sentence) < 600
