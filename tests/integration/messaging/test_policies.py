"""Policies on a real MongoDB: what one does is done once for each event, with its watermark."""

from __future__ import annotations

import asyncio

from shared.contracts.refusal import Stale
from shared.messaging.policy import Work
from shared.persistence.database import Client, Database
from shared.persistence.outcomes import AlreadyExists
from tests.support.backbone import TALLIES, Faults, Tally, arrival, listening
from tests.support.replica import held, mark, replica_of, shown, tally_of


async def test_a_policys_aggregate_and_event_appear_once_however_often_its_event_comes(
    client: Client, database: Database
) -> None:
    made = arrival("x", 1, tally="sum")
    async with replica_of(client, database, listening()) as replica:
        await replica.apply(made, made)
        await replica.apply(made)
        assert [len(one.events) for one in replica.announced] == [1]
    async with replica_of(client, database, listening()) as fresh:
        await fresh.apply(made)
        assert fresh.announced == []
    tally = await tally_of(database)
    assert tally["state"]["counted"] == ["thing/x#1"]
    assert [(one["sequence"], one["causation_id"]) for one in tally["outbox"]] == [(1, "thing/x#1")]


async def test_a_policy_that_loses_a_race_for_its_aggregate_decides_again(
    client: Client, database: Database
) -> None:
    faults = Faults()
    async with (
        replica_of(client, database, listening()) as rival,
        replica_of(client, database, listening(faults)) as replica,
    ):
        await rival.apply(arrival("first", 1, tally="sum"))

        async def rival_is_quicker(work: Work) -> None:
            faults.before_policy = None
            await work.aggregates(TALLIES).find("sum")  # from here on the transaction sees no newer one
            await rival.apply(arrival("second", 1, tally="sum"))

        faults.before_policy = rival_is_quicker
        await replica.apply(arrival("third", 1), arrival("fourth", 1, tally="sum"))
        assert replica.conflicts == 1
    tally = await tally_of(database)
    assert tally["state"]["counted"] == ["thing/first#1", "thing/second#1", "thing/fourth#1"]
    assert tally["version"] == 3


async def test_many_replicas_counting_in_one_tally_lose_no_count(client: Client, database: Database) -> None:
    async with (
        replica_of(client, database, listening()) as one,
        replica_of(client, database, listening()) as two,
    ):
        await asyncio.gather(
            *(
                replica.apply(*(arrival(f"{name}{at}", 1, tally="sum") for at in range(3)))
                for name, replica in (("a", one), ("b", two))
            )
        )
    tally = await tally_of(database)
    assert sorted(tally["state"]["counted"]) == [f"thing/{name}{at}#1" for name in "ab" for at in range(3)]


async def test_a_policy_that_fails_quarantines_its_event_and_leaves_no_trace_of_it(
    client: Client, database: Database
) -> None:
    async with replica_of(client, database, listening(Faults(policy_fails_for={66}))) as replica:
        await replica.apply(
            arrival("y", 1, tally="sum"), arrival("x", 1, value=66, tally="sum"), arrival("z", 1, tally="sum")
        )
    assert await held(database) == [("north/thing/x#1", "failed")]
    assert await shown(database, "x") == {}
    tally = await tally_of(database)
    assert tally["state"]["counted"] == ["thing/y#1", "thing/z#1"]


async def test_a_parked_event_whose_policy_fails_is_the_one_that_is_quarantined(
    client: Client, database: Database
) -> None:
    async with replica_of(client, database, listening(Faults(policy_fails_for={66}))) as replica:
        await replica.apply(arrival("x", 2, value=66), arrival("x", 3))
        await replica.apply(arrival("x", 1))
    assert await mark(database, "x") == (1, "quarantine")
    assert (await held(database))[0] == ("north/thing/x#2", "failed")
    assert (await shown(database, "x"))["value"] == 1


async def test_a_policy_that_swallows_what_ended_its_transaction_is_quarantined_and_never_tried_for_ever(
    client: Client, database: Database
) -> None:
    faults = Faults()

    async def swallow(work: Work) -> None:
        try:
            await work.aggregates(TALLIES).add(Tally(tenant="north", id="sum"))
        except AlreadyExists:
            return

    async with replica_of(client, database, listening(faults)) as replica:
        await replica.apply(arrival("x", 1, tally="sum"))
        faults.before_policy = swallow
        await replica.apply(arrival("y", 1))
    assert await held(database) == [("north/thing/y#1", "failed")]


async def test_a_policy_that_finds_its_view_outdated_is_run_again(client: Client, database: Database) -> None:
    faults = Faults()

    async def outdated_once(_: Work) -> None:
        faults.before_policy = None
        raise Stale("changed-meanwhile", "Somebody else changed this.")

    faults.before_policy = outdated_once
    async with replica_of(client, database, listening(faults)) as replica:
        await replica.apply(arrival("x", 1, tally="sum"))
        assert replica.conflicts == 1
    assert await held(database) == []
    assert (await tally_of(database))["state"]["counted"] == ["thing/x#1"]


async def test_a_policy_reads_what_its_tenant_was_made_from_and_writes_its_own(
    client: Client, database: Database
) -> None:
    faults = Faults()
    seen: list[tuple[str, list[str]]] = []

    async def look_at_the_origin(work: Work) -> None:
        tallies = [await work.origin(TALLIES, tenant).find("sum") for tenant in ("south", "north")]
        seen.extend((one.tenant, one.counted) for one in tallies if one)

    async with replica_of(client, database, listening(faults)) as replica:
        await replica.apply(arrival("x", 1, tally="sum", tenant="south"))
        faults.before_policy = look_at_the_origin
        await replica.apply(arrival("y", 1, tally="sum"))

    assert seen == [("south", ["thing/x#1"])]
    assert (await tally_of(database))["state"]["counted"] == ["thing/y#1"]
    assert (await tally_of(database, "south/sum"))["state"]["counted"] == ["thing/x#1"]
