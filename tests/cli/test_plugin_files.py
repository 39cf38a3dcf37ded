"""`beian plugins new | check | diff | try | show`: everything about one file before and after it is in force."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import particulars_samples as samples
import pytest
from click.testing import CliRunner
from msgspec import to_builtins
from msgspec.structs import replace

from beian_plugin.cli import plugin_templates, plugin_trials
from beian_plugin.cli.plugins import plugins
from beian_plugin.filing.region import provinces
from beian_plugin.hooks.loader import Origin, digest, load_source
from beian_plugin.operations.context import open_context
from beian_plugin.settings import Mode, Settings, load_settings
from beian_plugin.testing import ProvinceContract

PLUGINS = Path(__file__).parents[2] / "plugins"
GUANGDONG = (PLUGINS / "guangdong.py").read_text("utf-8")
#: Changes one rule of ours, from a day on.
STRICTER = GUANGDONG.replace(
    "    local_id_required=Rule(False",
    """    id_min_validity_days=Rule(90, TENCENT, since=date(2027, 3, 1)),
    local_id_required=Rule(False""",
).replace("distinct_prefix_separate_sites=Rule(True,", "distinct_prefix_separate_sites=Rule(False,")
BIND = {"event": "domain-bind", "host": "www.tea-game.cn", "subject": {"province": "44"}}


@pytest.fixture(autouse=True)
def instance(tmp_path, monkeypatch):
    folder = tmp_path / "instance"
    monkeypatch.setenv("BEIAN_INSTANCE", str(folder))
    for name in ("BEIAN_DATABASE_URL", "BEIAN_PLUGIN_DIR", "BEIAN_PLUGIN_TRIAL_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def write(tmp_path):
    def written(text, name="guangdong.py"):
        file = tmp_path / name
        file.write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")
        return str(file)

    return written


def run(*args, code=0):
    result = CliRunner().invoke(plugins, args)
    assert result.exit_code == code, result.output
    return result


def uncommented(text):
    return re.sub("^    #    ", "        ", text, flags=re.MULTILINE)


def test_a_new_file_names_the_authority_loads_and_states_nothing_yet(write):
    text = run("new", "44").output
    assert text.startswith('"""广东省通信管理局 (Guangdong, 44).')
    report = json.loads(run("check", "--json", write(text)).output)
    assert report["refusal"] is None
    assert report["provinces"] == {"44": []}
    # It would put all that we know of Guangdong out of force, and that is said.
    assert [warning["check"] for warning in report["warnings"]] == ["states"]
    (compared,) = report["differences"]
    assert all(one["after"] is None for one in compared["differences"])


@pytest.mark.parametrize("code", provinces())
def test_a_new_file_loads_for_each_province_also_with_its_examples_in_force(code):
    today = date(2026, 11, 24)
    for text in (plugin_templates.province(code, today), uncommented(plugin_templates.province(code, today))):
        plugin = load_source(text, name="new", origin=Origin.FOLDER, file="new.py")
        plugin.forget()
        assert [one.code for one in plugin.provinces] == [code]


def test_the_examples_of_a_new_file_keep_to_the_contract_and_show_every_shape(tmp_path):
    file = tmp_path / "guangdong.py"
    file.write_text(uncommented(run("new", "44").output), "utf-8")

    contract = type("Contract", (ProvinceContract,), {"file": file})()
    for name in dir(ProvinceContract):
        if name.startswith("test_"):
            getattr(contract, name)()
    rules = [rule for rules in contract.provinces()[0].stated().values() for rule in rules]
    shown = {type(rule.value).__name__ for rule in rules}
    assert shown == {"bool", "int", "str", "tuple", "UnderageProof", "BuildPlan", "Correction", "OrganisationChange"}
    assert any(rule.since for rule in rules)
    assert any(rule.note for rule in rules)
    assert any(rule.force and rule.filings for rule in rules)


def test_new_gives_our_own_file_to_change_a_few_rules_of_it():
    assert run("new", "44", "--ours").output == GUANGDONG


def test_new_writes_a_file_and_never_over_one(tmp_path):
    file = tmp_path / "guangdong.py"
    assert f"beian plugins check {file}" in run("new", "44", "--output", str(file)).output
    before = file.read_text("utf-8")
    assert "已存在，未改动" in run("new", "33", "--output", str(file), code=2).output
    assert file.read_text("utf-8") == before
    assert "cannot be written" in run("new", "33", "--lang", "en", "--output", str(tmp_path / "no/x.py"), code=2).output


def test_new_wants_a_province_or_a_house_rule():
    run("new", code=2)
    run("new", "44", "--house", code=2)
    run("new", "--house", "--ours", code=2)
    run("new", "99", code=2)


def test_check_prints_what_a_file_registers_and_how_it_differs(write):
    output = run("check", "--lang", "en", write(STRICTER)).output
    assert "guangdong.py can be used." in output
    assert "Hooks: beian_register_provinces" in output
    assert "Provinces: 44 Guangdong" in output
    assert re.search(r"  ~ .*\(distinct_prefix_separate_sites\): yes → no", output)
    assert re.search(r"  \+ .*\(id_min_validity_days\): 90", output)
    line = next(n for n, text in enumerate(STRICTER.splitlines(), 1) if "id_min_validity_days" in text)
    assert f"  ? line {line}: id_min_validity_days" in output
    assert "It applies from 2027-03-01 on" in output


def test_what_we_ship_has_nothing_to_look_at_but_what_it_says_itself(write):
    report = json.loads(run("check", "--json", write(GUANGDONG)).output)
    assert [warning for warning in report["warnings"] if warning["wrong"]] == []
    assert report["differences"][0]["differences"] == []
    assert report["differences"][0]["same"] == len(
        [rule for rules in report["provinces"].values() for rule in rules]
    ) + len(["underage_proof", "site_build_plan", "copies_accepted"])


def test_strict_counts_warnings(write):
    run("check", "--strict", write(STRICTER), code=1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file or directory"),
        (b"", "implements no hook"),
        (b"\xff\xfe", "is not UTF-8 text (byte 1"),
        (b"#" * 10_000_000, "is larger than 1 MB"),
        (b"def beian_check_domian_bind(): pass", "The nearest is beian_check_domain_bind"),
        (b"import os\nos._exit(0)", "ended its process"),
        (b"\n\nraise RuntimeError('half edited')", "RuntimeError: half edited (line 3)"),
    ],
)
def test_check_says_what_is_wrong_and_fails(content, words, tmp_path):
    file = tmp_path / "rules.py"
    if content is not None:
        file.write_bytes(content)
    result = run("check", "--lang", "en", str(file), code=1)
    assert result.stdout == ""
    assert words in result.stderr
    assert str(file) in result.stderr
    assert result.stderr.count("\n") == 1


def test_check_ends_what_never_returns(write, monkeypatch):
    monkeypatch.setenv("BEIAN_PLUGIN_TRIAL_SECONDS", "1")
    assert "1 秒内未完成加载" in run("check", write("while True: pass"), code=1).stderr


def test_check_for_programs_says_why_a_file_is_refused(write):
    report = json.loads(run("check", "--json", write("raise RuntimeError"), code=1).output)
    assert "RuntimeError" in report["refusal"]["en"]
    assert report["warnings"] == []


def test_diff_shows_old_and_new_value_and_what_else_is_otherwise(write):
    output = run("diff", "44", write(STRICTER), "--lang", "en").output
    assert output.startswith("44 Guangdong\nours guangdong.py → ")
    assert re.search(r"~ .*\(distinct_prefix_separate_sites\): yes → no\n      force: ", output)
    assert re.search(r"The other \d+ are the same\.\n$", output)
    found = json.loads(run("diff", "44", write(STRICTER), "--json").output)["differences"]
    by_name = {one["rule"]: one for one in found}
    assert set(by_name) == {"distinct_prefix_separate_sites", "id_min_validity_days"}
    assert by_name["id_min_validity_days"]["before"] is None
    assert "value" in by_name["distinct_prefix_separate_sites"]["differs"]


def test_diff_of_a_file_for_another_province_says_which_it_is_for(write):
    assert "登记的是：44" in run("diff", "33", write(GUANGDONG), code=1).stderr
    assert "it registers: none" in run("diff", "33", write(plugin_templates.house()), "--lang", "en", code=1).stderr


def test_diff_without_a_file_looks_at_the_drop_in_in_force(tmp_path, write, monkeypatch):
    assert "没有不同" in run("diff", "44").output
    folder = tmp_path / "drop-ins"
    folder.mkdir()
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(folder))
    (folder / "guangdong.py").write_text(STRICTER, "utf-8")
    assert "(id_min_validity_days)" in run("diff", "44").output
    assert "没有不同" in run("diff", "33").output


def test_a_house_rule_is_tried_on_an_event_and_on_a_filing(write):
    house = write(run("new", "--house").output, "house.py")
    output = run("try", house, "--case", write(BIND, "bind.json"), "--lang", "en").output
    assert "`-` without the file, `+` with it." in output
    (line,) = (line for line in output.splitlines() if line.startswith("+ "))
    assert line.startswith("+ [warn] This house serves no game sites. Change what the site is about")
    assert line.endswith("[公司规定 House rules]")
    assert not any(line.startswith("- ") for line in output.splitlines())

    said = replace(samples.new(), sites=(samples.site(name="示例棋牌游戏"),))
    filing = {"kind": "new", "particulars": to_builtins(said)}
    answer = json.loads(run("try", house, "--case", write(filing, "filing.json"), "--json").output)
    assert answer["differs"]
    assert answer["without"]["requirements"] == answer["with"]["requirements"] != []
    assert [found["code"] for found in answer["with"]["findings"]] == ["house_no_games"]
    assert answer["without"]["findings"] == []


def test_a_rule_that_begins_on_a_day_is_tried_before_and_on_it(write):
    file, said = write(STRICTER), to_builtins(samples.new())
    said["subject"]["address"] = {}
    case = {"kind": "new", "province": "44", "particulars": said}
    lines = {}
    for day in ("2027-02-28", "2027-03-01"):
        output = run("try", file, "--case", write(case | {"today": day}, "case.json")).output
        lines[day] = [line for line in output.splitlines() if "id_min_validity_days" in line]
    assert lines["2027-02-28"] == []
    assert lines["2027-03-01"]
    assert all(line.startswith("+ ") for line in lines["2027-03-01"])


def test_trying_leaves_no_trace_and_where_nothing_differs_says_so(write, instance):
    output = run("try", write(GUANGDONG), "--case", write(BIND, "bind.json")).output
    assert "答复相同" in output
    assert not instance.exists()


def test_a_case_beside_the_drop_ins_in_force(tmp_path, write, monkeypatch):
    """What is in force stays in force beside the file; the file takes the place of its namesake."""
    folder = tmp_path / "drop-ins"
    folder.mkdir()
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(folder))
    house = plugin_templates.house()
    (folder / "house.py").write_text(house, "utf-8")
    (folder / "other.py").write_text(house.replace("house_no_games", "other_no_games"), "utf-8")
    draft = write(house.replace("house_no_games", "draft_no_games"), "house.py")
    answer = json.loads(run("try", draft, "--case", write(BIND, "bind.json"), "--json").output)
    codes = {side: {found["code"] for found in answer[side]["findings"]} for side in ("without", "with")}
    assert {code for code in codes["without"] if "games" in code} == {"house_no_games", "other_no_games"}
    assert {code for code in codes["with"] if "games" in code} == {"draft_no_games", "other_no_games"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
        ("import time\ntime.sleep(60)", "within 1 seconds"),
        ("raise RuntimeError('no')", "RuntimeError: no"),
        ("print('not the answer')", "implements no hook"),
    ],
)
def test_a_file_that_cannot_be_tried_says_why(body, words, write, monkeypatch):
    monkeypatch.setenv("BEIAN_PLUGIN_TRIAL_SECONDS", "1")
    assert words in run("diff", "44", write(body), "--lang", "en", code=1).stderr


def test_a_file_that_is_tried_sees_no_secret_and_has_its_limits(write, monkeypatch):
    monkeypatch.setenv("BEIAN_AES_KEY", "not for plugins")
    looks = "import os\nraise RuntimeError(sorted(name for name in os.environ if name.startswith('BEIAN_')))"
    assert "RuntimeError: []" in run("diff", "44", write(looks), code=1).stderr
    assert "MemoryError" in run("diff", "44", write("bytearray(2 << 30)"), code=1).stderr


def test_what_a_decision_is_told_of_the_settings_holds_no_secret():
    settings = Settings(database_url="postgresql://u:p@h/d", aes_key="secret", mode=Mode.ENFORCE, index_key="secret")
    assert plugin_trials.without_secrets(settings) == Settings(mode=Mode.ENFORCE)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (None, "cannot be read"),
        ("{", "is no case"),
        ("[]", "is no case"),
        ({"event": "coffee"}, "names none"),
        ({"event": "domain-bind"}, "host"),
        ({"event": "domain-bind", "host": "x.cn", "colour": 1}, "colour"),
        ({"kind": "new"}, "particulars"),
        ({"kind": "never", "particulars": {}}, "kind"),
        ({"kind": "new", "particulars": {"subject": {"nature": "4"}}}, "$.particulars.subject.nature"),
        ({"kind": "new", "particulars": {}, "today": "soon"}, "is no case"),
        ({"kind": "new", "particulars": {}, "province": "99"}, "province"),
    ],
)
def test_a_case_that_is_none_is_refused_with_the_field(case, words, write, tmp_path):
    file = str(tmp_path / "missing.json") if case is None else write(case, "case.json")
    result = run("try", write(GUANGDONG), "--case", file, "--lang", "en", code=1)
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_show_prints_the_source_of_what_was_in_force(tmp_path, instance, monkeypatch):
    folder = tmp_path / "drop-ins"
    folder.mkdir()
    text = plugin_templates.house()
    assert "从未在此生效" in run("show", digest(text), code=1).stderr
    assert not instance.exists()

    (folder / "house.py").write_text(text, "utf-8")
    monkeypatch.setenv("BEIAN_PLUGIN_DIR", str(folder))
    open_context(load_settings({}), instance).database.close()
    assert run().exit_code == 0
    (folder / "house.py").unlink()
    result = run("show", digest(text).upper())
    assert result.stdout == text
    assert result.stderr.startswith("# house，自 ")
    shown = json.loads(run("show", digest(text), "--json").output)
    assert (shown["name"], shown["source"]) == ("house", text)
