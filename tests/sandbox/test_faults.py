"""Faults strike the calls that they are set for, so that what talks to the authority can be held against them."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import particulars_samples as samples
import pytest

from beian_plugin.authority.download import read_download
from beian_plugin.authority.items import Published, Unreadable
from beian_plugin.authority.report import Report
from beian_plugin.authority.upload import build_file
from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, DocumentUnreadable, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import actions, clock, faults


@pytest.fixture
def xml(ours):
    return build_file([Report(kind=Kind.NEW, particulars=ours.numbered(samples.new(1)))], ours.id)


@pytest.mark.parametrize(
    ("kind", "arrived"), [("cut_before", 0), ("error_before", 0), ("cut_after", 1), ("error_after", 1)]
)
def test_upload_that_is_never_answered_may_have_arrived(sandbox, ours, xml, kind, arrived):
    sandbox.fault(kind, method="isp_upload")
    with pytest.raises(AuthorityUnreachable):
        ours.authority.upload(1, xml)
    assert ours.authority.previous_upload().sequence == arrived
    if not arrived:
        ours.authority.upload(1, xml)


@pytest.mark.parametrize(
    ("kind", "method", "code"),
    [
        ("maintenance", "isp_upload", 901),
        ("maintenance", "isp_download", 902),
        ("closed_hours", "*", 20),
        ("full_queue", "*", 15),
        ("not_permitted", "*", 19),
    ],
)
def test_authority_that_takes_nothing_says_why_and_takes_nothing(sandbox, ours, xml, kind, method, code):
    sandbox.fault(kind, method=method)
    with pytest.raises(AuthorityRefused) as refused:
        ours.authority.download() if method == "isp_download" else ours.authority.upload(1, xml)
    assert refused.value.code == code
    ours.authority.upload(1, xml)


@pytest.mark.parametrize("kind", ["delay", "late_answer"])
def test_delay_is_waited_for(sandbox, ours, kind):
    sandbox.fault(kind, method="isp_download", amount=0.2)
    began = time.monotonic()
    assert ours.authority.download() is None
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(("kind", "code"), [("wrong_hash", 6), ("broken_zip", 8)])
def test_download_whose_envelope_is_damaged_comes_whole_the_next_time(sandbox, ours, kind, code):
    actions.bar_domain(sandbox.store, "one.cn")
    sandbox.fault(kind)
    damaged = ours.authority.download()
    assert (damaged.content, damaged.problem.code) == (None, code)
    whole = ours.authority.download()
    assert (whole.name, whole.problem) == (damaged.name, None)


def test_download_in_another_encoding_than_it_says(sandbox, ours):
    actions.bar_domain(sandbox.store, "one.cn", "黑名单")
    sandbox.fault("wrong_encoding")
    with pytest.raises(DocumentUnreadable):
        list(read_download(ours.authority.download().content))
    assert list(read_download(ours.authority.download().content))


def test_record_that_breaks_the_schema_leaves_the_rest_readable(sandbox, ours):
    ours.upload(build_file([Report(kind=Kind.NEW, particulars=ours.numbered(samples.new(n))) for n in (1, 2)], ours.id))
    sandbox.approve_all()
    sandbox.fault("broken_record", count=5)
    kinds = [type(item) for item in ours.fetch()]
    assert (kinds.count(Unreadable), kinds.count(Published)) == (1, 1)


def test_acknowledged_file_may_come_again(sandbox, ours):
    actions.bar_domain(sandbox.store, "one.cn")
    first = ours.authority.download()
    ours.authority.acknowledge(first.name)
    sandbox.fault("repeat_acked")
    again = ours.authority.download()
    assert (again.name, again.content) == (first.name, first.content)
    assert ours.authority.download() is None


def test_files_may_come_out_of_order_and_none_is_lost(sandbox, ours):
    for name in ("one.cn", "two.cn", "three.cn"):
        actions.bar_domain(sandbox.store, name)
    sandbox.fault("out_of_order", count=None)
    names = []
    while file := ours.authority.download():
        names.append(file.name)
        ours.authority.acknowledge(file.name)
    assert (len(set(names)), names) == (3, sorted(names, reverse=True))


def test_count_runs_out_and_removal_ends_a_fault(sandbox, ours):
    sandbox.fault("maintenance", count=2)
    for _ in range(2):
        with pytest.raises(AuthorityRefused):
            ours.authority.download()
    assert ours.authority.download() is None
    lasting = sandbox.fault("maintenance", count=None)
    with pytest.raises(AuthorityRefused):
        ours.authority.download()
    faults.remove(sandbox.store, lasting)
    assert ours.authority.download() is None


def test_same_seed_strikes_the_same_calls(sandbox):
    def struck(seed):
        sandbox.clear_faults()
        sandbox.fault("delay", count=None, probability=0.5, seed=seed)
        with sandbox.store.write() as office:
            return [bool(faults.strike(office, "isp_download", "before")) for _ in range(40)]

    first = struck(7)
    assert 5 < sum(first) < 35
    assert (struck(7), struck(8) != first) == (first, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "unknown"},
        {"kind": "delay", "method": "isp_unknown"},
        {"kind": "delay", "probability": 2},
        {"kind": "delay", "count": 0},
        {"kind": "delay", "amount": -1},
    ],
)
def test_fault_that_there_is_not_is_refused(sandbox, wrong):
    with pytest.raises(InvalidValue):
        faults.add(sandbox.store, wrong.pop("kind"), **wrong)


def test_another_process_sets_a_fault(sandbox, ours, folder):
    code = (
        "import sys, pathlib; from beian_plugin.sandbox import faults; from beian_plugin.sandbox.store import Store;"
        "store = Store(pathlib.Path(sys.argv[1])); faults.add(store, 'maintenance'); store.close()"
    )
    subprocess.run([sys.executable, "-c", code, folder], check=True)
    with pytest.raises(AuthorityRefused):
        ours.authority.download()


def test_the_clock_keeps_off_years_with_which_nothing_can_be_computed(sandbox):
    for year in (1, 9999):
        with pytest.raises(InvalidValue):
            clock.show(sandbox.store, datetime(year, 12, 31, 23, 59, tzinfo=UTC))
    assert abs(clock.now(sandbox.store) - datetime.now(UTC)) < timedelta(minutes=1)


def test_dates_follow_the_clock_that_was_moved(sandbox, ours):
    clock.show(sandbox.store, datetime(2030, 1, 31, 16, 30, tzinfo=UTC))
    sandbox.move_clock(timedelta(days=1))
    ours.send(Kind.NEW, samples.new(1))
    sandbox.approve_all()
    [item] = [item for item in ours.fetch() if isinstance(item, Published)]
    assert item.filed_at.startswith("2030-02-02 00:3")
    clock.follow_machine(sandbox.store)
    assert abs(clock.now(sandbox.store) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(("auto", "later"), [("approve", 0), ("60", 61)])
def test_authority_may_approve_by_itself(sandbox, ours, auto, later):
    sandbox.switch("auto", auto)
    ours.send(Kind.NEW, samples.new(1))
    if later:
        assert ours.results() == []
        sandbox.move_clock(timedelta(seconds=later))
    assert ours.results() == [(1, "1000", (1001,))]
