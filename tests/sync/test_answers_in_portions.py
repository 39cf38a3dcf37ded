"""An answer proves that a whole file arrived; what that means for its filings is noted a few at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from sync.exchange import Exchange
from sync.handing_out import HandingOut

from beian_plugin.authority.items import Opinion, Result
from beian_plugin.filing.kinds import Kind
from beian_plugin.models.exchange import OutboxFile
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations.review import resubmit
from beian_plugin.operations.sync import accepting

#: Filings of one transaction, in these tests.
PORTION = 2
NEW = Kind.NEW.result_type


@pytest.fixture
def exchange(context, monkeypatch):
    """The two directions of the link, with portions of two filings."""
    monkeypatch.setattr(accepting, "_PORTION", PORTION)
    return Exchange(context, HandingOut())


@pytest.fixture
def uploads():
    """How many filings each transaction took to the authority, in order; those that took none are left out."""
    counted = []

    def count(session, _context):
        new = sum(isinstance(one, FilingStep) and one.verb == "upload" for one in session.new)
        session.info["uploads"] = session.info.get("uploads", 0) + new

    def commit(session):
        if number := session.info.pop("uploads", 0):
            counted.append(number)

    event.listen(Session, "after_flush", count)
    event.listen(Session, "after_commit", commit)
    yield counted
    event.remove(Session, "after_flush", count)
    event.remove(Session, "after_commit", commit)


def file_states(context):
    with context.database.read() as session:
        return session.scalars(select(OutboxFile.state).order_by(OutboxFile.sequence)).all()


def approved(exchange, filing):
    return Result(operation=NEW, mark=exchange.mark(filing), codes=((1001, "管局审核通过"),))


def passed(exchange, filing):
    mark = exchange.mark(filing, "opinion")
    return Opinion(operation=NEW, mark=mark, passed=True, reviewer="李示例", at="2026-06-01 10:00:00")


def refused_whole(_exchange, _filing):
    return Result(operation=NEW, codes=((5001, "1000010000000001"),))


@pytest.mark.parametrize("item", [approved, passed, refused_whole])
def test_an_answer_about_a_file_in_doubt_takes_no_long_transaction(context, exchange, queue, uploads, item):
    filings = [queue(serial) for serial in range(1, 6)]
    exchange.send(answered=False)
    exchange.told(item(exchange, filings[2]))
    assert uploads == [PORTION, PORTION, 1]
    assert all(exchange.verbs(filing)[0] == "upload" for filing in filings)
    assert file_states(context) == ["accepted"]


def test_answers_to_two_files_in_doubt_settle_each_once(context, exchange, queue, uploads):
    filings = []
    for serial in (1, 3):
        filings += [queue(serial), queue(serial + 1)]
        exchange.send(answered=False)
    exchange.told(*(approved(exchange, filing) for filing in filings))
    assert uploads == [PORTION, PORTION]
    assert {tuple(exchange.verbs(filing)) for filing in filings} == {("upload", "approve")}
    assert file_states(context) == ["accepted", "accepted"]


def test_a_file_that_no_answer_is_about_stays_in_doubt(context, exchange, queue, uploads):
    first, second = queue(1), queue(2)
    exchange.send(answered=False)
    third = queue(3)
    exchange.send(answered=False)
    exchange.told(approved(exchange, first))
    assert exchange.verbs(second) == ["upload"]
    assert exchange.verbs(third) == []
    assert file_states(context) == ["accepted", "unsure"]


def test_a_filing_that_waits_to_go_again_takes_no_step_for_the_file_that_it_stood_in(context, exchange, queue):
    filing = queue(1)
    exchange.send()
    exchange.told(Result(operation=NEW, mark=exchange.mark(filing), codes=((1015, "无效身份证号码"),)))
    resubmit(context, filing, actor="staff")
    with context.database.write() as session:
        assert accepting.accept_portion(context, session, 1) == []
    assert exchange.verbs(filing) == ["upload", "return_to_provider", "resubmit"]
