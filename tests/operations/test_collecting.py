"""The garbage collector held back, and let go again."""

from __future__ import annotations

import gc

import pytest

from beian_plugin.operations.collecting import seldom_collected


def test_the_collector_waits_inside_and_is_as_before_afterwards():
    before = gc.get_threshold()
    with seldom_collected(before[0] + 1):
        assert gc.get_threshold() == (before[0] + 1, *before[1:])
    assert gc.get_threshold() == before


def test_it_is_as_before_after_an_error():
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), seldom_collected(before[0] + 1):
        raise ValueError("broken")
    assert gc.get_threshold() == before


def test_who_began_first_may_end_first():
    before = gc.get_threshold()
    first, second = seldom_collected(before[0] + 1), seldom_collected(before[0] + 2)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == before[0] + 2
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
