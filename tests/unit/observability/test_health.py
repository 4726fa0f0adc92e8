from __future__ import annotations

import asyncio

import pytest

from shared.observability import health
from shared.observability.health import Health


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def process(clock: Clock) -> Health:
    return Health(clock, stuck_after=60)


async def test_a_process_without_reasons_is_ready_and_live(process: Health) -> None:
    assert await process.ready() == []
    assert process.live() == []


async def test_each_part_holds_readiness_back_with_its_own_reason(process: Health) -> None:
    process.not_ready("kafka", "away")
    process.not_ready("consumer", "halted")
    process.not_ready("kafka", "still away")
    assert await process.ready() == ["consumer: halted", "kafka: still away"]
    process.ready_again("kafka")
    process.ready_again("kafka")
    assert await process.ready() == ["consumer: halted"]


async def test_a_probe_that_fails_is_a_reason_and_says_its_class_alone(process: Health) -> None:
    async def fail() -> None:
        raise ValueError("invented secret")

    async def answer() -> None: ...

    process.probe("mongodb", fail)
    process.probe("kafka", answer)
    assert await process.ready() == ["mongodb: ValueError"]


async def test_a_probe_that_does_not_answer_in_time_is_a_reason(
    process: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PROBE_SECONDS", 0.01)
    process.probe("mongodb", asyncio.Event().wait)
    assert await process.ready() == ["mongodb: TimeoutError"]


def test_work_without_progress_is_stuck_after_the_bound(process: Health, clock: Clock) -> None:
    consumer = process.progress("consumer")
    consumer.busy(True)
    clock.now += 60
    assert process.live() == []
    clock.now += 1
    assert process.live() == ["consumer: has work and made no progress for 61 s"]


def test_progress_keeps_alive(process: Health, clock: Clock) -> None:
    consumer = process.progress("consumer")
    consumer.busy(True)
    for _ in range(10):
        clock.now += 59
        consumer.tick()
    assert process.live() == []


def test_an_idle_part_is_never_stuck(process: Health, clock: Clock) -> None:
    process.progress("consumer")
    clock.now += 10_000
    assert process.live() == []


def test_work_that_comes_after_a_long_rest_has_the_whole_bound(process: Health, clock: Clock) -> None:
    consumer = process.progress("consumer")
    clock.now += 10_000
    consumer.busy(True)
    clock.now += 30
    assert process.live() == []


def test_saying_busy_again_and_again_is_no_progress(process: Health, clock: Clock) -> None:
    consumer = process.progress("consumer")
    for _ in range(7):
        consumer.busy(True)
        clock.now += 10
    assert process.live()


async def test_a_deliberate_halt_is_not_ready_but_live(process: Health, clock: Clock) -> None:
    consumer = process.progress("consumer")
    consumer.busy(True)
    consumer.busy(False)
    process.not_ready("consumer", "halted: 60 aggregates failed alike")
    clock.now += 10_000
    assert process.live() == []
    assert await process.ready() == ["consumer: halted: 60 aggregates failed alike"]


def test_one_stuck_part_is_named_among_others_that_move(process: Health, clock: Clock) -> None:
    lane, relay = process.progress("lane"), process.progress("relay")
    lane.busy(True)
    relay.busy(True)
    clock.now += 61
    lane.tick()
    assert [reason.partition(":")[0] for reason in process.live()] == ["relay"]
    assert process.progress("relay") is relay


async def test_a_task_that_fails_makes_the_process_neither_ready_nor_live() -> None:
    health = Health()

    async def fails() -> None:
        raise KeyError("lost")

    async def ends() -> None:
        return

    tasks = [health.watch(fails(), "failing"), health.watch(ends(), "ending")]
    await asyncio.wait(tasks, timeout=5)
    assert health.live() == ["failing: ended by KeyError"]
    assert await health.ready() == ["failing: ended by KeyError"]
