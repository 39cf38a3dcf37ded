"""Exports say what the gate says, are written whole and only where they say something else, and are signed."""

from __future__ import annotations

import json
import threading

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.cli import main
from beian_plugin.filing.gate import GateState, Policy, passes
from beian_plugin.gate.exports import FORMS, export, is_signed, value_of
from beian_plugin.gate.snapshot import Made, Snapshot, write

STRICT = Policy(enforces=True, subdomain_elsewhere=True, unknown=False)
STATES = [
    ("served-demo.cn", GateState.SERVED),
    ("elsewhere-demo.cn", GateState.ELSEWHERE),
    ("xn--fsqu00a.cn", GateState.UNFILED),
]
WRITTEN = {
    "nginx": ".served-demo.cn pass-served;\nelsewhere-demo.cn stop-elsewhere;\nwww.elsewhere-demo.cn stop-elsewhere;\n"
    "*.elsewhere-demo.cn pass-elsewhere;\n.xn--fsqu00a.cn stop-unfiled;\n",
    "haproxy": "served-demo.cn pass-served\nelsewhere-demo.cn part-elsewhere\nxn--fsqu00a.cn stop-unfiled\n",
    "rpz": "$TTL 60\n@ SOA localhost. icp.localhost. 7 60 60 86400 60\n@ NS localhost.\nelsewhere-demo.cn CNAME .\n"
    "www.elsewhere-demo.cn CNAME .\nxn--fsqu00a.cn CNAME .\n*.xn--fsqu00a.cn CNAME .\n",
    "list": "served-demo.cn\tpass\tserved\nelsewhere-demo.cn\tpart\telsewhere\nxn--fsqu00a.cn\tstop\tunfiled\n",
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_form_says_which_names_pass(form, tmp_path):
    path = tmp_path / "out"
    done = export(path, FORMS[form], STATES, policy=STRICT, made=Made(7, "all"))
    assert done == (3, 1, True)
    assert path.read_text() == WRITTEN[form]


def test_a_file_that_says_the_same_is_left_alone_and_a_failed_one_stays(tmp_path):
    path, key = tmp_path / "map", b"secret"
    export(path, FORMS["nginx"], STATES, policy=STRICT, made=Made(1, "all"), key=key)
    before = path.stat()
    assert not export(path, FORMS["nginx"], STATES, policy=STRICT, made=Made(2, "all"), key=key).changed
    assert path.stat() == before
    with pytest.raises(RuntimeError):
        export(path, FORMS["nginx"], broken(), policy=STRICT, made=Made(3, "all"), key=key)
    assert path.stat() == before
    assert sorted(found.name for found in tmp_path.iterdir()) == ["map", "map.sig"]


def broken():
    yield STATES[0]
    raise RuntimeError


def test_a_signature_stands_for_the_whole_file_under_the_key(tmp_path):
    path = tmp_path / "map"
    export(path, FORMS["list"], STATES, policy=STRICT, made=Made(1, "all"), key=b"secret")
    assert is_signed(path, b"secret")
    assert not is_signed(path, b"other")
    path.write_text(path.read_text().replace("stop", "pass"))
    assert not is_signed(path, b"secret")


@given(st.sampled_from(list(GateState)), st.booleans(), st.booleans(), st.booleans())
def test_a_value_says_what_passes_above_and_below(state, enforces, elsewhere, unknown):
    policy = Policy(enforces, elsewhere, unknown)
    word, _, named = value_of(state, policy).partition("-")
    assert named == state.value
    assert (word == "pass") == passes(state, policy, subdomain=False)
    assert (word != "stop") == passes(state, policy, subdomain=True)


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=5), st.sampled_from(sorted(set(GateState))[:3]), max_size=50)
)
def test_a_snapshot_gives_back_what_was_written_and_nothing_for_others(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("states") / "gate.states"
    known = {name: GateState.SERVED if len(name) % 2 else GateState.BARRED for name in names}
    write(path, known.items(), Made(9, "own"))
    snapshot = Snapshot(path)
    assert snapshot.made == (9, "own")
    assert {name: snapshot.state(name) for name in known} == known
    assert snapshot.state("nobody-knows.cn") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_shows_exports_and_verifies(database, mirror, tmp_path, monkeypatch):
    mirror.covers("all")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path))
    monkeypatch.setenv("BEIAN_GATE_KEY", "secret")
    run = CliRunner().invoke
    shown = run(main, ["gate", "state", "--json", "www.teahouse-demo.cn", "stranger-demo.cn"])
    assert shown.exit_code == 1
    assert [json.loads(line)["passes"] for line in shown.output.splitlines()] == [True, False]
    assert "beian-gate" not in {thread.name for thread in threading.enumerate()}
    out = tmp_path / "beian.map"
    first = run(main, ["gate", "export", "nginx", str(out), "--then", "true"])
    assert first.output == f"{out}: 1 domains, 0 stopped; written.\n"
    assert "left as it is" in run(main, ["gate", "export", "nginx", str(out)]).output
    assert run(main, ["gate", "verify", str(out)]).exit_code == 0
    out.write_text("")
    assert run(main, ["gate", "verify", str(out)]).exit_code == 2
    assert run(main, ["gate", "export", "list", "/no/such/folder/x"]).exit_code == 2
