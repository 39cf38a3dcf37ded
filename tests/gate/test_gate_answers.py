"""The gate tells edges what the decision table would tell a panel, from memory, also while the database is down."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from filing_ways import advance
from sqlalchemy import func, select

from beian_plugin.errors import DatabaseUnavailable
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.filing.verdict import Decision
from beian_plugin.gate.app import Gate
from beian_plugin.gate.keeper import Keeper
from beian_plugin.gate.opening import open_gate
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.crypto import KeyRing
from beian_plugin.models.database import Database
from beian_plugin.models.service import GateChange
from beian_plugin.operations.context import Context
from beian_plugin.operations.decide import decide
from beian_plugin.operations.filings import open_filing
from beian_plugin.operations.records import mark_verified
from beian_plugin.operations.sync.engine import run_once
from beian_plugin.settings import Elsewhere, Mode, OnError, Settings

SETTINGS = [
    {"mode": mode, "subdomain_elsewhere": elsewhere, "on_error": on_error}
    for mode, elsewhere, on_error in itertools.product(
        (Mode.AUTO, Mode.ENFORCE), Elsewhere, (OnError.ALLOW, OnError.HOLD)
    )
]


@pytest.fixture
def every_record(database, mirror):
    """A domain for each kind of record; their names."""
    context = Context(settings=Settings(), database=database, plugins=Plugins(), now=lambda: datetime.now(UTC))
    mirror.site("ours-demo.cn", providers=["ours"])
    mirror.site("both-demo.cn", providers=["ours", "别家云"])
    mirror.site("other-demo.cn", providers=["别家云"])
    mirror.site("shared-demo.cn", "sharing-demo.cn", providers=["别家云"])
    mirror.site("shell-demo.cn", shell=True)
    mirror.site("unclear-demo.cn")
    mirror.site("barred-ours-demo.cn", providers=["ours"])
    mirror.bar(domain="barred-demo.cn")
    for name, kind in (("draft", Kind.NEW), ("ours", Kind.CHANGE), ("other", Kind.TRANSFER_IN), ("new", Kind.NEW)):
        opened = open_filing(context, kind, [f"{name}-demo.cn"], customer="zhang", actor="zhang")
    advance(context, opened.id, Verb.SUBMIT, actor="zhang")
    mirror.site("moving-demo.cn", providers=["别家云"])
    moving = open_filing(context, Kind.TRANSFER_IN, ["moving-demo.cn"], customer="zhang", actor="zhang")
    advance(context, moving.id, Verb.SUBMIT, actor="zhang")
    mark_verified(context, moving.id, actor="staff")
    names = "ours both other shared sharing shell unclear barred-ours barred draft new moving nobody-knows"
    return [f"{name}-demo.cn" for name in names.split()]


def test_an_edge_is_told_what_a_panel_is_told(database, mirror, make_keeper, every_record, plugins):
    """FAQ 21, 46: for every kind of record, whatever the settings and however far the mirror reaches."""
    hosts = [f"{part}{name}" for name in every_record for part in ("", "www.", "shop.")]
    hosts += ["192.0.2.1", "localhost", "no domain", "cn"]
    told = 0
    for coverage in ("partial", "own", "all"):
        mirror.covers(coverage)
        for settings in SETTINGS:
            gate = Gate(make_keeper(**settings), ())
            context = Context(settings=Settings(**settings), database=database, plugins=plugins)
            for host in hosts:
                verdict = decide(context, DomainBind(host=host))
                told += verdict.decision is Decision.ALLOW
                assert gate.answer(host).passes == (verdict.decision is Decision.ALLOW or not verdict.enforced), host
    assert told


@pytest.fixture(scope="module")
def plugins():
    loaded = Plugins()
    loaded.load()
    return loaded


def test_each_edge_gets_the_reply_that_it_understands(ask, mirror):
    mirror.covers("all")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    asked = ask()
    assert asked("/auth", x_original_host="www.teahouse-demo.cn:443") == (204, "served", "")
    assert asked("/auth", x_original_host="stranger-demo.cn") == (403, "unfiled", "")
    assert asked("/auth", x_forwarded_host="Teahouse-Demo.CN, inner", host="gate.internal") == (204, "served", "")
    assert asked("/ask", "domain=teahouse-demo.cn") == (200, "served", "")
    assert asked("/ask", "domain=stranger-demo.cn") == (403, "unfiled", "")
    assert asked("/ask", "") == (403, "invalid", "")
    assert asked("/page", x_forwarded_host="teahouse-demo.cn")[0] == 204
    # Caddy and Traefik hand on a header that the visitor made up.
    assert asked("/page", x_forwarded_host="stranger-demo.cn", x_original_host="teahouse-demo.cn")[0] == 451
    assert asked("/health")[::2] == (200, "1 domains, as fresh as the database\n")
    assert asked("/nothing")[0] == 404


def test_the_page_for_a_visitor_names_the_host_and_escapes_it(ask, mirror):
    mirror.covers("all")
    status, state, body = ask()("/page", x_forwarded_host="<script>alert(1)</script>")
    assert (status, state) == (451, "invalid")
    assert "<script" not in body
    status, state, body = ask()("/blocked", x_original_host="xn--fsqu00a.cn")
    assert (status, state) == (451, "unfiled")
    assert "例子.cn" in body
    assert "未备案" in body
    assert "not filed" in body


def test_strangers_are_not_answered(ask):
    asked = ask(gate_networks=("10.0.0.0/8",))
    assert asked("/auth", address="192.0.2.9", host="teahouse-demo.cn")[0] == 403
    assert "BEIAN_GATE_NETWORKS" in asked("/auth", address="192.0.2.9", host="teahouse-demo.cn")[2]
    assert asked("/health", address="10.1.2.3")[0] == 200
    assert asked("/health", address="")[0] == 200


def test_a_change_reaches_the_edge_at_its_next_look(make_keeper, mirror, database):
    mirror.covers("all")
    mirror.site("early-demo.cn", providers=["别家云"])
    keeper = make_keeper()
    assert keeper.state("early-demo.cn") == "elsewhere"
    site = mirror.site("late-demo.cn", providers=["ours"])
    assert keeper.state("late-demo.cn") == "unfiled"
    keeper.look()
    assert keeper.state("late-demo.cn") == "served"
    mirror.bar(domain="barred-demo.cn")
    mirror.covers("own")
    keeper.look()
    assert keeper.state("barred-demo.cn") == "barred"
    assert keeper.state("unknown-demo.cn") == "unknown"
    assert site


def test_a_change_that_concerns_all_is_read_from_a_new_file_once_by_all_workers(make_keeper, mirror, tmp_path):
    mirror.covers("all")
    first, second = make_keeper(), make_keeper()
    made = (tmp_path / "edge" / "gate.states").stat().st_ino
    mirror.site(*(f"shop{number}-demo.cn" for number in range(600)), providers=["ours"])
    first.look()
    renewed = (tmp_path / "edge" / "gate.states").stat().st_ino
    assert renewed != made
    second.look()
    assert (tmp_path / "edge" / "gate.states").stat().st_ino == renewed
    for keeper in (first, second):
        assert keeper.count == 600
        assert keeper.state("shop599-demo.cn") == "served"
        assert keeper.state("shop600-demo.cn") == "unfiled"


def test_an_edge_that_was_away_too_long_reads_everything_anew(make_keeper, mirror, database, monkeypatch):
    mirror.covers("all")
    keeper = make_keeper()
    mirror.site("teahouse-demo.cn", providers=["ours"])
    mirror.site("teapot-demo.cn", providers=["ours"])
    monkeypatch.setattr("beian_plugin.operations.edges._KEPT", 1)
    run_once(Context(settings=Settings(), database=database, plugins=Plugins(), now=lambda: datetime.now(UTC)))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(GateChange)) == 1
    keeper.look()
    assert keeper.state("teahouse-demo.cn") == "served"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_goes_on_without_the_database_and_so_does_a_worker_that_starts_then(database, mirror, tmp_path):
    mirror.covers("all")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    path = tmp_path / "gate.states"
    Keeper(database, Settings(), path).look()
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/none", KeyRing((b"k" * 32,), b"i" * 32))
    keeper = Keeper(gone, Settings(), path)
    keeper.start()
    assert keeper.state("teahouse-demo.cn") == "served"
    assert keeper.state("stranger-demo.cn") == "unfiled"
    assert keeper.trouble
    assert Gate(keeper, ()).answer("stranger-demo.cn").passes is False
    keeper.stop()
    gone.close()


def test_without_database_and_file_it_does_not_start(tmp_path):
    with pytest.raises(DatabaseUnavailable):
        open_gate(Settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"), tmp_path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_was_cut_off_is_made_anew(make_keeper, mirror, tmp_path):
    mirror.covers("all")
    mirror.site("teahouse-demo.cn", providers=["ours"])
    make_keeper()
    path = tmp_path / "edge" / "gate.states"
    path.write_bytes(path.read_bytes()[:-3])
    assert make_keeper().state("teahouse-demo.cn") == "served"
