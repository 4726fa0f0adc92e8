"""Causal reads on a real inbox: whoever made a change can follow it, here or in another process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from shared.messaging.causal import AppliedSignal, InboxWaiter
from shared.persistence.database import Client, Database
from shared.persistence.inbox import Mark
from shared.settings import ServiceSettings
from tests.support.backbone import (
    SAMPLE_CONTRACTS,
    Meter,
    ThingMade,
    arrival,
    eventually,
    listening,
    publish,
    record_of,
    running,
)
from tests.support.replica import Replica, replica_of

WAITS = "levelfield_causal_waits_total"


@pytest.fixture
async def replica(client: Client, database: Database) -> AsyncGenerator[Replica]:
    async with replica_of(client, database, listening()) as replica:
        yield replica


@pytest.fixture
def signal() -> AppliedSignal:
    return AppliedSignal()


@pytest.fixture
def waiter(database: Database, signal: AppliedSignal) -> InboxWaiter:
    return InboxWaiter(database["inbox"], SAMPLE_CONTRACTS, "listening", ["sample"], signal)


async def test_what_is_applied_already_is_answered_at_once(replica: Replica, waiter: InboxWaiter) -> None:
    meter = Meter()
    await replica.apply(arrival("x", 1), arrival("x", 2))
    assert await waiter.wait("north", "thing/x", 1, timeout=0)
    assert await waiter.wait("north", "thing/x", 2, timeout=0)
    assert meter.rose(WAITS, outcome="at_once") == 2


async def test_what_never_comes_is_refused_when_the_bound_is_reached(
    replica: Replica, waiter: InboxWaiter
) -> None:
    meter = Meter()
    await replica.apply(arrival("x", 1))
    begun = time.perf_counter()
    assert not await waiter.wait("north", "thing/x", 2, timeout=0.3)
    assert 0.3 <= time.perf_counter() - begun < 1.0
    assert meter.rose(WAITS, outcome="timed_out") == 1


async def test_what_another_process_applies_is_seen_soon(replica: Replica, waiter: InboxWaiter) -> None:
    meter = Meter()
    waiting = asyncio.create_task(waiter.wait("north", "thing/x", 2, timeout=10))
    await replica.apply(arrival("x", 1))
    assert not await eventually(waiting.done, 0.2)
    await replica.apply(arrival("x", 2))  # nobody tells the waiter's signal
    begun = time.perf_counter()
    assert await waiting
    assert time.perf_counter() - begun < 0.5
    assert meter.rose(WAITS, outcome="waited") == 1


async def test_what_this_process_applies_wakes_those_who_wait_for_it_and_no_others() -> None:
    signal = AppliedSignal()
    for_x = asyncio.create_task(signal.wait("north/thing/x", 30))
    for_y = asyncio.create_task(signal.wait("north/thing/y", 30))
    await asyncio.wait({for_x, for_y}, timeout=0)
    signal.tell({"north/thing/x": Mark(1)})
    assert await eventually(for_x.done, 5)
    assert not for_y.done()
    for_y.cancel()


async def test_an_event_that_is_parked_behind_a_gap_is_not_yet_seen(
    replica: Replica, waiter: InboxWaiter
) -> None:
    await replica.apply(arrival("x", 1), arrival("x", 3))
    assert not await waiter.wait("north", "thing/x", 3, timeout=0.1)
    await replica.apply(arrival("x", 2))
    assert await waiter.wait("north", "thing/x", 3, timeout=0)


async def test_another_tenants_event_is_never_seen(replica: Replica, waiter: InboxWaiter) -> None:
    await replica.apply(arrival("x", 1, tenant="south"))
    assert await waiter.wait("south", "thing/x", 1, timeout=0)
    assert not await waiter.wait("north", "thing/x", 1, timeout=0.1)


@pytest.mark.parametrize("subject", ["tally/sum", "teapot/x", "nonsense"])
async def test_what_is_its_own_or_does_not_come_here_needs_no_waiting(
    subject: str, waiter: InboxWaiter
) -> None:
    assert await waiter.wait("north", subject, 999, timeout=0)


async def test_a_request_follows_its_change_through_kafka(installation: ServiceSettings) -> None:
    async with running(listening(), installation) as service:
        for at in range(20):
            waiting = asyncio.create_task(service.waiter.wait("north", f"thing/x{at}", 1, timeout=15))
            await publish(installation, [record_of(ThingMade(value=at), f"x{at}", 1, partition=at % 2)])
            assert await waiting
            shown = await service.read_model("shown", "north").get(f"x{at}")
            assert shown is not None
            assert shown["value"] == at


async def test_a_read_model_shows_a_tenant_its_own_and_nothing_else(
    installation: ServiceSettings, replica: Replica
) -> None:
    await replica.apply(arrival("x", 1), arrival("y", 1), arrival("x", 1, value=9, tenant="south"))
    async with running(listening(), installation, worker=False) as service:
        north, south = service.read_model("shown", "north"), service.read_model("shown", "south")
        assert [one["id"] for one in (await north.page({}, 10))[0]] == ["x", "y"]
        assert [one["value"] for one in (await south.page({}, 10))[0]] == [9]
        assert await south.get("y") is None
        first, after = await north.page({}, 1)
        assert ([one["id"] for one in first], after) == (["x"], "x")
        rest, after = await north.page({}, 1, after)
        assert ([one["id"] for one in rest], after) == (["y"], "")
        with pytest.raises(ValueError, match="needs a tenant"):
            service.read_model("shown", "")
