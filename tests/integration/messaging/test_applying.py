"""Applying on a real MongoDB: a batch and its watermarks are one transaction, whoever else applies."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from shared.messaging.apply import Batch
from shared.messaging.arrival import arrival_of
from shared.messaging.halt import ALIKE_LIMIT, Halt
from shared.persistence.database import Client, Database
from tests.support.backbone import Faults, Record, ThingMade, arrival, listening, message_of, record_of
from tests.support.replica import held, mark, replica_of, shown


async def test_a_batch_moves_read_models_and_watermarks_together(client: Client, database: Database) -> None:
    async with replica_of(client, database, listening()) as replica:
        (todo,) = await replica.apply(arrival("x", 1), arrival("x", 2), arrival("y", 1))
    assert len(todo.applied) == 3
    assert (await shown(database, "x"))["value"] == 2
    assert await mark(database, "x") == (2, None)
    assert await mark(database, "y") == (1, None)


async def test_what_was_applied_is_skipped_by_a_replica_that_has_never_seen_it(
    client: Client, database: Database
) -> None:
    events = [arrival("x", sequence) for sequence in (1, 2, 3)]
    async with replica_of(client, database, listening()) as first:
        await first.apply(*events)
    await database["shown"].delete_many({})
    async with replica_of(client, database, listening()) as second:
        (todo,) = await second.apply(*events)
    assert todo.skipped == {"duplicate": 3}
    assert await database["shown"].count_documents({}) == 0


async def test_a_document_that_outlived_its_watermark_is_written_over(
    client: Client, database: Database
) -> None:
    async with replica_of(client, database, listening()) as first:
        await first.apply(arrival("x", 1), arrival("x", 2))
    await database["inbox"].delete_many({})
    async with replica_of(client, database, listening()) as second:
        await second.apply(arrival("x", 1, value=7), arrival("y", 1))
    assert (await shown(database, "x"))["value"] == 7
    assert await mark(database, "x") == (1, None)
    assert await mark(database, "y") == (1, None)
    assert await database["quarantine"].count_documents({}) == 0


async def test_two_replicas_with_the_same_events_apply_each_once(client: Client, database: Database) -> None:
    dice = random.Random(3)
    log = [
        arrival(f"t{thing}", sequence, tally=f"sum{thing}") for thing in range(4) for sequence in range(1, 9)
    ]
    async with (
        replica_of(client, database, listening()) as one,
        replica_of(client, database, listening()) as two,
    ):

        async def consume(replica: Any) -> None:
            at = 0
            while at < len(log):
                size = dice.randint(1, 5)
                await replica.apply(*log[at : at + size])
                at += size

        await asyncio.gather(consume(one), consume(two))
    for thing in range(4):
        assert await mark(database, f"t{thing}") == (8, None)
        tally = await database["tallies"].find_one({"_id": f"north/sum{thing}"})
        assert tally is not None
        assert tally["state"]["counted"] == [f"thing/t{thing}#{sequence}" for sequence in range(1, 9)]
        assert [one["sequence"] for one in tally["outbox"]] == list(range(1, 9))


async def test_a_gap_parks_and_whoever_brings_what_is_missing_lets_it_go(
    client: Client, database: Database
) -> None:
    async with (
        replica_of(client, database, listening()) as one,
        replica_of(client, database, listening()) as two,
    ):
        await one.apply(arrival("x", 1), arrival("x", 3), arrival("x", 4), arrival("y", 1))
        assert await mark(database, "x") == (1, "gap")
        assert await held(database) == [("north/thing/x#3", "gap"), ("north/thing/x#4", "gap")]
        assert (await shown(database, "x"))["value"] == 1
        await two.apply(arrival("x", 2))
    assert await mark(database, "x") == (4, None)
    assert await held(database) == []
    assert {f"value_at_{at}" for at in range(1, 5)} <= (await shown(database, "x")).keys()


async def test_a_replica_that_remembers_a_gap_another_has_filled_parks_nothing(
    client: Client, database: Database
) -> None:
    async with (
        replica_of(client, database, listening()) as one,
        replica_of(client, database, listening()) as two,
    ):
        await one.apply(arrival("x", 1), arrival("x", 3))
        await two.apply(arrival("x", 2), arrival("x", 4))
        await one.apply(arrival("x", 5))
        assert one.conflicts == 1
    assert await mark(database, "x") == (5, None)
    assert await held(database) == []


async def test_a_poisonous_event_is_quarantined_in_order_and_the_others_flow(
    client: Client, database: Database
) -> None:
    async with replica_of(client, database, listening(Faults(fails_for={66}))) as replica:
        await replica.apply(
            arrival("x", 1), arrival("x", 2, value=66), arrival("y", 1), arrival("x", 3), arrival("y", 2)
        )
        await replica.apply(arrival("x", 4), arrival("y", 3))
    assert await mark(database, "x") == (1, "quarantine")
    assert await mark(database, "y") == (3, None)
    assert await held(database) == [
        ("north/thing/x#2", "failed"),
        ("north/thing/x#3", "behind"),
        ("north/thing/x#4", "behind"),
    ]
    failed = await database["quarantine"].find_one({"_id": "north/thing/x#2"})
    assert failed is not None
    assert failed["error"]["class"] == "PoisonousValue"
    assert len(failed["error"]["fingerprint"]) == 12
    assert failed["value"] == b'{"value":66,"tally":"","padding":""}'


async def test_a_failed_event_that_comes_again_stays_a_failed_one(client: Client, database: Database) -> None:
    failing = [arrival("x", 1, value=66), arrival("x", 1, value=66)]
    async with replica_of(client, database, listening(Faults(fails_for={66}))) as replica:
        await replica.apply(*failing)
        await replica.apply(*failing, arrival("x", 2), arrival("x", 2))
    assert await held(database) == [("north/thing/x#1", "failed"), ("north/thing/x#2", "behind")]


async def test_what_mongodb_cannot_hold_is_the_events_own_failure(client: Client, database: Database) -> None:
    async with replica_of(client, database, listening()) as replica:
        await replica.apply(arrival("x", 1), arrival("y", 1, value=2**70), arrival("z", 1))
    assert await held(database) == [("north/thing/y#1", "failed")]
    assert (await shown(database, "z"))["value"] == 1


async def test_fifty_may_fail_alike_and_the_next_halts_with_nothing_of_it_applied(
    client: Client, database: Database
) -> None:
    async with replica_of(client, database, listening(Faults(fails_for={66}))) as replica:
        await replica.apply(*(arrival(f"t{at}", 1, value=66) for at in range(ALIKE_LIMIT)))
        with pytest.raises(Halt):
            await replica.apply(arrival("sound", 1), arrival("surplus", 1, value=66))
    assert await database["quarantine"].count_documents({"reason": "failed"}) == ALIKE_LIMIT
    assert await shown(database, "sound") == {}


async def test_two_tenants_with_the_same_aggregate_id_do_not_meet(client: Client, database: Database) -> None:
    async with replica_of(client, database, listening()) as replica:
        await replica.apply(
            arrival("same", 1, value=1, tally="sum"),
            arrival("same", 1, value=2, tenant="south", tally="sum"),
            arrival("same", 2, value=3, tenant="south"),
        )
    assert (await shown(database, "same"))["value"] == 1
    assert (await shown(database, "same", "south"))["value"] == 3
    assert (await mark(database, "same"))[0] == 1
    assert (await mark(database, "same", "south"))[0] == 2
    assert sorted([one["_id"] async for one in database["tallies"].find()]) == ["north/sum", "south/sum"]


async def test_a_null_header_of_somebody_elses_survives_being_held(
    client: Client, database: Database
) -> None:

    record = record_of(ThingMade(value=5), "x", 2).with_header("trace", None)
    async with replica_of(client, database, listening()) as replica:
        await replica.apply(arrival_of(message_of(record), "sample"))
        await replica.apply(arrival("x", 1))
    assert await mark(database, "x") == (2, None)


async def test_an_unreadable_message_is_kept_whole_and_kept_once(client: Client, database: Database) -> None:
    noise = message_of(Record(b"\xff", b"\x00noise", [("h", b"\xff"), ("empty", None)]), offset=41)
    async with replica_of(client, database, listening()) as replica:
        await replica.apply_batch(Batch((), [(noise, "header_missing")]))
        await replica.apply_batch(Batch((), [(noise, "header_missing")]))
    (kept,) = await database["quarantine"].find().to_list()
    assert (kept["state"], kept["reason"], kept["offset"], kept["size"]) == (
        "unreadable",
        "header_missing",
        41,
        6,
    )
    assert (kept["key"], kept["value"], kept["headers"]) == (
        b"\xff",
        b"\x00noise",
        [["h", b"\xff"], ["empty", None]],
    )
