"""Own ids are given out once and never again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest

from beian_plugin.operations.sync.numbers import skip_sequences, take_numbers, take_sequence


def test_numbers_begin_at_one_and_go_on_where_the_last_taker_stopped(database):
    with database.write() as session:
        assert take_numbers(session, 3) == range(1, 4)
        assert take_numbers(session, 2) == range(4, 6)
    with database.write() as session:
        assert take_numbers(session, 1) == range(6, 7)


def test_many_takers_at_once_never_share_a_number(database):
    def take(count):
        with database.write() as session:
            return list(take_numbers(session, count))

    with ThreadPoolExecutor(4) as pool:
        taken = list(chain.from_iterable(pool.map(take, [1, 7, 3, 5] * 5)))
    assert sorted(taken) == list(range(1, len(taken) + 1))


def test_a_sequence_number_is_given_back_where_the_transaction_fails(database):
    def take_and_die():
        with database.write() as session:
            assert take_sequence(session) == 1
            raise OSError

    with pytest.raises(OSError):
        take_and_die()
    with database.write() as session:
        assert take_sequence(session) == 1


def test_numbers_that_the_authority_has_are_skipped_and_never_gone_back_to(database):
    with database.write() as session:
        assert skip_sequences(session, 41) == 41
        assert take_sequence(session) == 42
        assert skip_sequences(session, 7) == 0
        assert take_sequence(session) == 43
