"""How fast one address may ask: one limit for all workers, and no row that outlives its use."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from operations.conftest import NOW

from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.database import Database
from beian_plugin.operations.askers import AT_ONCE, PACE_MS, may_ask
from beian_plugin.operations.context import Context
from beian_plugin.settings import Settings

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADDRESS = "192.0.2.7"
_serial = count()


def at(database, milliseconds=0):
    """A worker whose clock stands so long after `NOW`."""
    now = NOW + timedelta(milliseconds=milliseconds)
    return Context(settings=Settings(), database=database, plugins=Plugins(), now=lambda: now)


def use_up(database, address=ADDRESS):
    assert [may_ask(at(database), address) for _ in range(AT_ONCE)] == [0] * AT_ONCE


def test_after_so_many_at_once_the_next_is_told_when_to_come_back_and_then_let_in(database):
    use_up(database)
    wait = may_ask(at(database), ADDRESS)
    assert 0 < wait <= PACE_MS // 1000
    assert may_ask(at(database, wait * 1000 - PACE_MS), ADDRESS) > 0
    assert may_ask(at(database, wait * 1000), ADDRESS) == 0
    assert may_ask(at(database, wait * 1000), ADDRESS) > 0


def test_many_workers_at_the_same_moment_allow_no_more_than_one_would(database_url, keys):
    workers = [Database(database_url, keys) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        waits = list(pool.map(lambda n: may_ask(at(workers[n % 3]), ADDRESS), range(2 * AT_ONCE)))
    for worker in workers:
        worker.close()
    assert waits.count(0) == AT_ONCE


def test_one_address_uses_up_nothing_of_another(database):
    use_up(database)
    assert may_ask(at(database), "192.0.2.8") == 0


@SQLITE
@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("2001:db8:0:1::5", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::5", "2001:db8:0:2::5", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("", "", True),
    ],
)
def test_an_ipv6_network_counts_as_one(database, first, second, shared):
    use_up(database, first)
    assert bool(may_ask(at(database), second)) == shared


def test_rows_that_say_nothing_any_more_go_and_no_address_is_kept(database):
    for number in range(5):
        may_ask(at(database), f"192.0.2.{number}")
    rows = database.fetch("SELECT key FROM beian_asker", ())
    assert len(rows) == 5
    assert not any(b"192.0.2" in bytes(key) for (key,) in rows)
    may_ask(at(database, 60_000), ADDRESS)
    assert len(database.fetch("SELECT key FROM beian_asker", ())) == 1


@SQLITE
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 4 * PACE_MS), max_size=50))
def test_no_span_of_time_lets_in_more_than_the_pace_and_one_burst(database, gaps):
    address, now, let_in = f"asker-{next(_serial)}", 0, []
    for gap in gaps:
        now += gap
        if may_ask(at(database, now), address) == 0:
            let_in.append(now)
    for start in range(len(let_in)):
        for end in range(start, len(let_in)):
            assert end - start + 1 <= AT_ONCE + (let_in[end] - let_in[start]) // PACE_MS
