"""A whole round: each stage does what is to be done, and one that fails stops no other."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import sandbox_server
from sqlalchemy import func, select
from sync.conftest import on_sqlite

from beian_plugin.errors import SettingError
from beian_plugin.filing.states import State
from beian_plugin.models.exchange import InboxFile, OutboxFile
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.sync import engine
from beian_plugin.operations.sync.engine import resync, run_once
from beian_plugin.operations.sync.leases import hold
from beian_plugin.operations.sync.purging import purge
from beian_plugin.operations.sync.status import status
from beian_plugin.settings import load_settings


@pytest.fixture
def linked(make_context, remote):
    return make_context(authority_url=remote.url)


def states(context):
    with context.database.read() as session:
        return list(session.scalars(select(FilingRow.state).order_by(FilingRow.id)))


def test_one_round_packs_sends_and_tells_in_one_line_what_it_did(linked, queue, remote):
    queue()
    done = run_once(linked)
    assert (done.done["pack"], done.done["send"], done.troubles) == (1, 1, {})
    assert str(done) == "files packed 1, files accepted 1"
    assert states(linked) == [State.AUTHORITY_REVIEW]
    assert str(run_once(linked)) == ""


@on_sqlite
def test_without_an_authority_nothing_is_packed_and_that_is_said(context, queue):
    queue()
    done = run_once(context)
    assert (done.linked, done.troubles, str(done)) == (False, {}, "")
    assert "pack" not in done.done
    assert "remind" in done.done
    assert states(context) == [State.QUEUED]


@on_sqlite
def test_an_authority_that_cannot_be_called_for_lack_of_settings_is_named(make_context):
    with pytest.raises(SettingError, match="BEIAN_ISP_USER"):
        run_once(make_context(authority_url="http://127.0.0.1:9", isp_user=""))


@on_sqlite
def test_while_another_is_at_it_nothing_is_done(linked, queue, remote):
    queue()
    hold(linked, engine.LEASE, "another")
    done = run_once(linked)
    assert (done.busy, done.done) == (True, {})
    assert remote.uploads == []


@on_sqlite
def test_the_next_round_may_begin_at_once(linked):
    run_once(linked)
    assert not run_once(linked).busy


@on_sqlite
def test_what_holds_the_sending_up_is_told_and_stops_no_other_stage(linked, queue, remote):
    queue()
    remote.next_uploads = [19]
    done = run_once(linked)
    assert "19" in done.troubles["send"]
    assert {"receive", "apply", "remind"} <= done.done.keys()
    assert "19" in run_once(linked).troubles["send"]


@on_sqlite
def test_a_stage_that_breaks_is_logged_without_what_it_held_and_stops_no_other(linked, queue, monkeypatch, caplog):
    phone = "13800000000"

    def broken(*_arguments):
        raise RuntimeError(phone)

    monkeypatch.setattr(engine, "pack", broken)
    queue()
    with caplog.at_level(logging.ERROR):
        done = run_once(linked)
    assert "RuntimeError" in done.troubles["pack"]
    assert {"send", "receive", "apply", "remind"} <= done.done.keys()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "in broken" in caplog.text
    assert phone not in caplog.text


@on_sqlite
def test_a_stage_that_finds_the_lease_lost_ends_the_round(linked, queue, clock, monkeypatch):
    queue()

    def overtaken(context):
        clock.move(hours=1)
        hold(context, engine.LEASE, "another")
        return 0

    monkeypatch.setattr(engine, "take_back_stranded", overtaken)
    done = run_once(linked)
    assert list(done.troubles) == ["pack"]
    assert "send" not in done.done
    assert run_once(linked).busy


@on_sqlite
def test_progress_hears_of_each_stage_in_order(linked):
    heard = []
    run_once(linked, progress=heard.append)
    assert tuple(heard) == engine.stages_of(again=False)


@on_sqlite
def test_a_resync_sends_what_the_authority_lost_and_what_waits(linked, queue, remote):
    for serial in (1, 2):
        queue(serial)
        run_once(linked)
    before = dict(remote.files)
    remote.files.clear()
    queue(3)
    done = resync(linked)
    assert (done.done["repeat"], done.done["send"], done.troubles) == (2, 1, {})
    assert {number: remote.files[number] for number in before} == before
    assert sorted(remote.files) == [1, 2, 3]


def test_what_was_accepted_is_purged_after_three_months_and_its_digest_stays(linked, queue, clock):
    queue()
    run_once(linked)
    clock.move(days=92)
    assert purge(linked) == 0
    clock.move(seconds=1)
    assert purge(linked) == 1
    with linked.database.read() as session:
        row = session.get_one(OutboxFile, 1)
    assert (row.content, len(row.digest), row.state) == (None, 32, "accepted")


def test_what_was_never_accepted_or_applied_is_not_purged(linked, queue, remote, clock):
    queue()
    remote.next_uploads = [901]
    run_once(linked)
    with linked.database.write() as session:
        for number, state in enumerate(("acknowledged", "applied")):
            session.add(
                InboxFile(
                    name=f"file{number}",
                    digest=bytes(32),
                    content=b"<DownloadData/>",
                    state=state,
                    document="",
                    last=False,
                    position=0,
                    trouble=0,
                    problem="",
                    stored_at=clock(),
                    applied_at=clock() if state == "applied" else None,
                )
            )
    clock.move(days=400)
    assert purge(linked) == 1
    with linked.database.read() as session:
        kept = [row.state for row in session.scalars(select(InboxFile).where(InboxFile.content.is_not(None)))]
        assert session.get_one(OutboxFile, 1).content is not None
    assert kept == ["acknowledged"]


def test_the_status_tells_numbers_waits_and_holder(linked, queue, remote, clock):
    for serial in (1, 2):
        queue(serial)
        run_once(linked)
    queue(3)
    remote.next_uploads = [20]
    run_once(linked)
    hold(linked, engine.LEASE, "host:1")
    found = status(linked)
    assert (found.linked, found.last_number, found.last_accepted, found.accepted_at) == (True, 3, 2, clock())
    [waiting] = found.waiting
    assert (waiting.sequence, waiting.document, waiting.code, waiting.tries) == (3, "ICP/XZBA", 20, 1)
    assert waiting.next_try_at == clock() + timedelta(hours=1)
    assert found.filings == {"queued": 1, "authority_review": 2}
    assert (found.holder, found.troubled) == ("host:1", False)
    clock.move(days=1)
    assert status(linked).holder == ""


@on_sqlite
def test_a_filing_goes_to_the_authority_and_its_approval_comes_back(make_context, context, queue, tmp_path):
    with sandbox_server.running(tmp_path / "authority") as authority:
        settings = load_settings(authority.settings, {})
        linked = make_context(**{name: getattr(settings, name) for name in SANDBOX_SETTINGS})
        queue()
        assert run_once(linked).troubles == {}
        assert states(context) == [State.AUTHORITY_REVIEW]
        authority.approve_all()
        assert run_once(linked).troubles == {}
        assert states(context) == [State.APPROVED]
        with context.database.read() as session:
            assert session.scalar(select(func.count()).select_from(OutboxFile)) == 1


SANDBOX_SETTINGS = (
    "authority_url",
    "isp_id",
    "isp_user",
    "isp_password",
    "aes_key",
    "aes_iv",
)
