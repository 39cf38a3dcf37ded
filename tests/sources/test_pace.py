"""How fast a source is asked, and when it is left in peace, on a clock that tests move."""

from __future__ import annotations

import pytest

from beian_plugin.errors import SourceUnavailable
from beian_plugin.sources.pace import AT_ONCE, BURST, FAILURES, REST, Pace


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def ask(pace, patience=0.0, *, fails=False):
    delay = pace.enter(patience)
    (pace.failed if fails else pace.succeeded)()
    pace.leave()
    return delay


def test_a_burst_goes_at_once_and_then_one_a_second(clock):
    pace = Pace(clock)
    assert [ask(pace) for _ in range(BURST)] == [0.0] * BURST
    with pytest.raises(SourceUnavailable, match="too often"):
        ask(pace)
    clock.now += 1
    assert ask(pace) == 0.0
    with pytest.raises(SourceUnavailable, match="too often"):
        ask(pace)


def test_who_has_patience_waits_for_a_turn_of_his_own(clock):
    pace = Pace(clock)
    for _ in range(BURST):
        ask(pace)
    assert [ask(pace, patience=2.5), ask(pace, patience=2.5)] == [1.0, 2.0]
    with pytest.raises(SourceUnavailable):
        ask(pace, patience=2.5)


def test_the_bucket_fills_up_again_and_no_further(clock):
    pace = Pace(clock)
    for _ in range(BURST):
        ask(pace)
    clock.now += 1_000_000
    assert [ask(pace) for _ in range(BURST)] == [0.0] * BURST
    with pytest.raises(SourceUnavailable):
        ask(pace)


def test_a_source_may_be_asked_faster_than_others(clock):
    pace = Pace(clock, 10)
    delays = [ask(pace, patience=1) for _ in range(BURST + 2)]
    assert delays[-2:] == pytest.approx([0.1, 0.2])


def fail(pace, clock, times):
    for _ in range(times):
        clock.now += 1
        ask(pace, fails=True)


def test_failures_in_a_row_give_a_rest_and_then_one_question_tries(clock):
    pace = Pace(clock)
    fail(pace, clock, FAILURES)
    clock.now += REST - 1
    with pytest.raises(SourceUnavailable, match="resting"):
        ask(pace)
    clock.now += 1
    pace.enter(0)
    with pytest.raises(SourceUnavailable, match="resting"):
        pace.enter(0)
    pace.succeeded()
    pace.leave()
    assert ask(pace) == 0.0


def test_a_trial_that_fails_gives_another_rest(clock):
    pace = Pace(clock)
    fail(pace, clock, FAILURES)
    clock.now += REST
    ask(pace, fails=True)
    clock.now += REST - 1
    with pytest.raises(SourceUnavailable, match="resting"):
        ask(pace)


def test_a_success_between_failures_counts_them_anew(clock):
    pace = Pace(clock)
    fail(pace, clock, FAILURES - 1)
    ask(pace)
    fail(pace, clock, FAILURES - 1)
    assert ask(pace) == 0.0


def test_a_source_that_hangs_holds_few_questions(clock):
    pace = Pace(clock)
    for _ in range(AT_ONCE):
        pace.enter(0)
    with pytest.raises(SourceUnavailable, match="busy"):
        pace.enter(0)
    pace.leave()
    pace.enter(0)
