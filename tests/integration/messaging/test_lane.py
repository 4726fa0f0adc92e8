"""A lane on a real MongoDB: it takes over from a predecessor that died, and never applies beside a rival."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from shared.messaging.arrival import Message
from shared.messaging.lane import LARGEST_BATCH_BYTES, ROOM, Lane, LaneOutcome
from shared.observability.health import Progress
from shared.persistence.database import Client, Database
from shared.persistence.inbox import lane_id
from tests.support.backbone import (
    Record,
    ThingChanged,
    ThingMade,
    eventually,
    listening,
    message_of,
    record_of,
)
from tests.support.replica import Replica, mark, replica_of

TOPIC = "sample.events.v1"


class Told:
    """What the lane reported."""

    def __init__(self) -> None:
        self.batches: list[LaneOutcome] = []
        self.retries: list[str] = []

    def __call__(self, outcome: LaneOutcome | None, retry: str = "") -> None:
        if outcome is None:
            self.retries.append(retry)
        else:
            self.batches.append(outcome)


@pytest.fixture
async def replica(client: Client, database: Database) -> AsyncGenerator[Replica]:
    async with replica_of(client, database, listening()) as replica:
        yield replica


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def gate() -> asyncio.Semaphore:
    return asyncio.Semaphore(6)


@pytest.fixture
async def lane(
    client: Client, database: Database, replica: Replica, told: Told, gate: asyncio.Semaphore
) -> AsyncGenerator[Lane]:
    lane = Lane(
        client=client,
        inbox=database["inbox"],
        applier=replica.applier,
        topic=TOPIC,
        partition=0,
        owner="sample",
        gate=gate,
        progress=Progress("lane"),
        report=told,
    )
    lane.start()
    yield lane
    await lane.stop(0)


def events(thing: str, *sequences: int) -> list[Message]:
    return [
        message_of(record_of(ThingMade(value=1) if at == 1 else ThingChanged(value=at), thing, at), at)
        for at in sequences
    ]


async def applied_up_to(database: Database, sequence: int) -> bool:
    return await mark(database, "x") == (sequence, None)


async def test_a_lane_goes_on_at_once_where_its_predecessor_left_a_transaction_open(
    client: Client, database: Database, lane: Lane
) -> None:
    async with client.start_session() as predecessor:
        # What a killed process leaves: an open transaction that has locked a watermark, and its session's id.
        await predecessor.start_transaction()
        stuck = {"_id": "north/thing/x", "tenant": "north", "sequence": 1}
        await database["inbox"].insert_one(stuck, session=predecessor)
        noted = {"_id": lane_id(TOPIC, 0), "session": dict(predecessor.session_id)["id"]}
        await database["lane_sessions"].insert_one(noted)
        begun = time.perf_counter()
        lane.put(events("x", 1, 2))
        assert await eventually(lambda: applied_up_to(database, 2), 8)
        assert time.perf_counter() - begun < 5
        await predecessor.abort_transaction()


async def test_a_lane_whose_epoch_a_rival_has_raised_conflicts_takes_over_again_and_applies_nothing_twice(
    database: Database, lane: Lane, told: Told
) -> None:
    lane.put(events("x", 1))
    assert await eventually(lambda: applied_up_to(database, 1))
    await database["inbox"].update_one({"_id": lane_id(TOPIC, 0)}, {"$set": {"epoch": "a rival's"}})
    lane.put(events("x", 1, 2))
    assert await eventually(lambda: applied_up_to(database, 2))
    assert await eventually(lambda: len(told.batches) == 2)
    assert told.retries == ["conflict"]
    line = await database["inbox"].find_one({"_id": lane_id(TOPIC, 0)})
    assert line is not None
    assert line["epoch"] != "a rival's"
    assert [len(one.applied) for batch in told.batches for one in batch.plans] == [1, 1]


async def test_a_lane_that_somebody_holds_waits_until_it_is_free(
    database: Database, lane: Lane, told: Told
) -> None:
    lane.put(events("x", 1))
    assert await eventually(lambda: applied_up_to(database, 1))
    until = datetime.now(UTC) + timedelta(minutes=5)
    held = {"epoch": "the holder's", "held_until": until}
    await database["inbox"].update_one({"_id": lane_id(TOPIC, 0)}, {"$set": held})
    lane.put(events("x", 2))
    assert await eventually(lambda: told.retries == ["conflict"])
    assert not await eventually(lambda: applied_up_to(database, 2), 0.5)
    await database["inbox"].update_one({"_id": lane_id(TOPIC, 0)}, {"$unset": {"held_until": ""}})
    assert await eventually(lambda: applied_up_to(database, 2))


async def test_the_offset_that_may_be_committed_is_behind_what_is_applied(
    database: Database, lane: Lane, gate: asyncio.Semaphore
) -> None:
    for _ in range(6):
        await gate.acquire()
    lane.put(events("x", 1, 2, 3))
    assert not await eventually(lambda: lane.applied_offset is not None, 0.2)
    gate.release()
    assert await eventually(lambda: lane.applied_offset == 3)
    assert await applied_up_to(database, 3)


async def test_a_stop_lets_the_lane_run_empty_and_abandons_it_after_its_bound(
    database: Database, lane: Lane, gate: asyncio.Semaphore
) -> None:
    lane.put(events("x", 1))
    await lane.stop(5)
    assert await applied_up_to(database, 1)
    for _ in range(6):
        await gate.acquire()
    lane.start()
    lane.put(events("x", 2))
    begun = time.perf_counter()
    await lane.stop(0.2)
    assert 0.15 < time.perf_counter() - begun < 2
    assert await applied_up_to(database, 1)


async def test_a_failed_lane_says_why_and_no_longer_counts_as_stuck(
    client: Client, database: Database, replica: Replica
) -> None:
    progress = Progress("lane")
    lane = Lane(
        client=client,
        inbox=database["inbox"],
        applier=replica.applier,
        topic=TOPIC,
        partition=0,
        owner="sample",
        gate=asyncio.Semaphore(1),
        progress=progress,
        report=_fails,
    )
    lane.start()
    lane.put(events("x", 1))
    assert await eventually(lambda: isinstance(lane.failure, ZeroDivisionError))
    assert progress.stuck_for() == 0


def _fails(outcome: LaneOutcome | None, retry: str = "") -> None:
    raise ZeroDivisionError


async def test_a_full_lane_has_no_room_whether_by_number_or_by_size(lane: Lane) -> None:
    await lane.stop(0)
    assert lane.has_room
    lane.put(events("x", 1) * ROOM)
    assert not lane.has_room


async def test_a_lane_is_full_of_a_few_large_messages(lane: Lane) -> None:
    await lane.stop(0)
    lane.put([message_of(Record(b"noise", bytes(LARGEST_BATCH_BYTES)))] * 4)
    assert not lane.has_room


LARGE = {
    "values": Record(b"noise", bytes(1_000_000)),
    "headers": Record(b"noise", b"", [("large", bytes(1_000_000))]),
    "keys": Record(bytes(1_000_000), b""),
}


@pytest.mark.parametrize("where", LARGE)
async def test_many_large_messages_are_kept_in_portions_that_mongodb_takes(
    where: str, database: Database, lane: Lane
) -> None:
    noise = [message_of(LARGE[where], offset) for offset in range(2, 42)]
    lane.put([*events("x", 1), *noise])
    assert await eventually(lambda: lane.applied_offset == 41)
    assert await database["quarantine"].count_documents({"state": "unreadable"}) == 40
