"""When a bad release fails at everything, the consumer stops before it has quarantined the world."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shared.messaging.halt import ALIKE_LIMIT, WINDOW, AlikeFailures, Halt, fingerprint_of
from tests.support.backbone import NOON


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def alike(clock: Clock) -> AlikeFailures:
    return AlikeFailures(clock)


def fail(alike: AlikeFailures, count: int, fingerprint: str = "same", first: int = 0) -> None:
    for at in range(first, first + count):
        alike.check([(fingerprint, f"north/thing/{at}")])


def test_fifty_aggregates_may_fail_alike_and_the_next_halts(alike: AlikeFailures) -> None:
    assert ALIKE_LIMIT == 50
    fail(alike, 50)
    with pytest.raises(Halt, match="51 aggregates failed alike") as halted:
        fail(alike, 1, first=50)
    assert (halted.value.fingerprint, halted.value.count) == ("same", 51)


def test_one_batch_with_too_many_halts_at_once(alike: AlikeFailures) -> None:
    with pytest.raises(Halt):
        alike.check([("same", f"north/thing/{at}") for at in range(51)])
    # None of them was counted: fifty others still may fail.
    fail(alike, 50, first=100)


def test_one_aggregate_that_fails_again_and_again_never_halts(alike: AlikeFailures) -> None:
    fail(alike, 50)
    for _ in range(100):
        fail(alike, 50)


def test_different_failures_do_not_add_up(alike: AlikeFailures) -> None:
    fail(alike, 50, "one")
    fail(alike, 50, "another", first=50)
    alike.check([("one", "north/thing/0"), ("another", "north/thing/50"), ("a third", "north/thing/777")])


def test_what_was_quarantined_before_the_start_counts(alike: AlikeFailures) -> None:
    alike.seed(("same", f"north/thing/{at}", NOON) for at in range(50))
    with pytest.raises(Halt):
        fail(alike, 1, first=50)


def test_what_failed_before_the_window_does_not_count(alike: AlikeFailures, clock: Clock) -> None:
    alike.seed(("same", f"north/thing/{at}", NOON - WINDOW) for at in range(50))
    fail(alike, 50, first=50)
    clock.now += WINDOW - timedelta(seconds=1)
    with pytest.raises(Halt):
        fail(alike, 1, first=100)
    clock.now += timedelta(seconds=1)
    fail(alike, 50, first=100)


def raised_at_one_place(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_failures_of_a_kind_at_a_place_share_a_fingerprint_whatever_they_say() -> None:
    first, second = raised_at_one_place("one"), raised_at_one_place("another")
    try:
        raise ValueError("one")
    except ValueError as error:
        elsewhere = error
    assert fingerprint_of(first) == fingerprint_of(second)
    assert fingerprint_of(first) != fingerprint_of(elsewhere)
    assert fingerprint_of(first) != fingerprint_of(TypeError("one").with_traceback(first.__traceback__))
