"""One at a time: a lease, its end, and the fence that stops who comes late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from beian_plugin.errors import LeaseLost
from beian_plugin.models.exchange import Counter
from beian_plugin.operations.sync.leases import guard, hold, release, renew
from beian_plugin.operations.sync.numbers import take_numbers


def write_under(context, lease):
    """Give out a number under the lease."""
    with context.database.write() as session:
        guard(session, lease)
        take_numbers(session, 1)


def numbers_given(context):
    with context.database.read() as session:
        return session.scalar(select(Counter.value).where(Counter.name == "own_id"))


def test_only_one_holds_a_lease_at_a_time(context):
    assert hold(context, "sync", "a")
    assert hold(context, "sync", "b") is None
    assert hold(context, "other", "b")


def test_a_lease_that_was_released_is_free_at_once(context):
    release(context, hold(context, "sync", "a"))
    assert hold(context, "sync", "b")


def test_a_lease_ends_without_a_sign_of_life_and_each_write_is_one(context, clock):
    lease = hold(context, "sync", "a", seconds=60)
    clock.move(seconds=50)
    write_under(context, lease)
    clock.move(seconds=50)
    assert hold(context, "sync", "b", seconds=60) is None
    clock.move(seconds=10)
    assert hold(context, "sync", "b", seconds=60)


def test_who_wakes_after_another_took_over_cannot_write_renew_or_release(context, clock):
    late = hold(context, "sync", "a", seconds=60)
    clock.move(seconds=61)
    now_it = hold(context, "sync", "b", seconds=60)
    with pytest.raises(LeaseLost):
        write_under(context, late)
    with pytest.raises(LeaseLost):
        renew(context, late)
    release(context, late)
    assert numbers_given(context) == 0
    write_under(context, now_it)
    assert numbers_given(context) == 1


def test_the_fence_decides_and_not_the_clock(context, clock):
    lease = hold(context, "sync", "a", seconds=60)
    clock.move(hours=5)
    write_under(context, lease)
    assert numbers_given(context) == 1


def test_a_clock_that_jumps_back_keeps_nobody_out_for_long(context, clock):
    hold(context, "sync", "a", seconds=60)
    clock.move(days=-1)
    assert hold(context, "sync", "b", seconds=60)


def test_of_many_who_ask_at_once_one_gets_it(context):
    with ThreadPoolExecutor(4) as pool:
        leases = list(pool.map(lambda holder: hold(context, "sync", holder), "abcdefgh"))
    assert len([lease for lease in leases if lease]) == 1
