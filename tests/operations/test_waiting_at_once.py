"""Two who let filings wait at the same moment take turns, whatever waits for what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, local

import filing_ways as ways
import pytest
from sqlalchemy import event, select

from beian_plugin.errors import FilingRefused
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.waiting import wait_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def meeting(database):
    """Lets two threads go on only when each holds its first lock, or when the other has to wait for it."""
    both, seen = Barrier(2), local()

    def locked(_connection, _cursor, statement, *_rest):
        if "FOR UPDATE" in statement and not getattr(seen, "once", False):
            seen.once = True
            with suppress(BrokenBarrierError):
                both.wait(timeout=1)

    yield lambda: event.listen(database.engine, "after_cursor_execute", locked)
    event.remove(database.engine, "after_cursor_execute", locked)


def at_once(context, *pairs):
    """What came of each pair, set by a thread of its own: True, or False where it would close a ring."""

    def wait(pair):
        try:
            wait_for(context, *pair, actor="staff")
        except FilingRefused:
            return False
        return True

    with ThreadPoolExecutor(len(pairs)) as pool:
        return list(pool.map(wait, pairs))


def waits(context):
    with context.database.read() as session:
        return dict(session.execute(select(FilingRow.id, FilingRow.waits_for_id)).all())


def test_two_who_close_a_ring_crosswise_do_not_lock_each_other_out(context, meeting):
    one, two = (ways.draft(context, serial=serial).id for serial in (1, 2))
    meeting()
    assert sorted(at_once(context, (one, two), (two, one))) == [False, True]
    assert sorted(waits(context).values(), key=bool)[0] is None


def test_a_long_chain_and_one_who_closes_it_take_turns(context, meeting):
    one, two, three, four = (ways.draft(context, serial=serial).id for serial in range(1, 5))
    wait_for(context, two, three, actor="staff")
    wait_for(context, three, one, actor="staff")
    meeting()
    done = at_once(context, (four, two), (one, four))
    assert sorted(done) == [False, True]
    ends = {four: two, one: None} if done[0] else {four: None, one: four}
    assert waits(context) == {two: three, three: one} | ends
