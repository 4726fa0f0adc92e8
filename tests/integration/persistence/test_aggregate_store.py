"""Aggregates on a real MongoDB: one conditional write for state and events, whoever else writes."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.refusal import NotFound, Stale
from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.changing import again_if_stale
from shared.persistence.database import Client, Database, Document, connect
from shared.persistence.indexes import prepare_aggregates
from shared.persistence.outbox import MAX_EVENT_BYTES, Cause, EventTooLarge, Pending
from shared.persistence.outcomes import AlreadyExists, Duplicate
from shared.persistence.store import each
from tests.support.backbone import NOON, THINGS, Thing, ThingMade
from tests.support.parts import Parts


class Announced:
    """Notes what would be published."""

    def __init__(self) -> None:
        self.pendings: list[Pending] = []

    def announce(self, pending: Pending) -> None:
        self.pendings.append(pending)

    def ids(self) -> list[list[str]]:
        return [[one.envelope.id for one in pending.events] for pending in self.pendings]


@pytest.fixture
async def database(parts: Parts, namespace: str) -> AsyncGenerator[Database]:
    client: Client
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-sample"]
        await prepare_aggregates(database, [THINGS])
        yield database


@pytest.fixture
def announced() -> Announced:
    return Announced()


@pytest.fixture
def shelf(database: Database, announced: Announced) -> AggregateShelf[Thing]:
    return AggregateShelf(database, THINGS, "sample", announced, clock=lambda: NOON)


def store(shelf: AggregateShelf[Thing], tenant: str = "north") -> Aggregates[Thing]:
    return Aggregates(shelf, tenant, Cause("request-1"))


async def document(shelf: AggregateShelf[Any], document_id: str = "north/x") -> Document:
    found = await shelf.collection.find_one({"_id": document_id})
    assert found is not None
    return found


async def test_state_version_sequence_and_events_are_in_one_document(shelf: AggregateShelf[Thing]) -> None:
    saved = await store(shelf).add(Thing.make("x", 7, code="c"), made_by="fingerprint")
    assert (saved.version, saved.event) == (1, "thing/x#1")
    written = await document(shelf)
    assert written["state"] == {"value": 7, "code": "c", "notes": []}
    assert (written["tenant"], written["version"], written["sequence"]) == ("north", 1, 1)
    assert (written["made_by"], written["pending_since"]) == ("fingerprint", NOON)
    assert [(one["sequence"], one["type"]) for one in written["outbox"]] == [(1, ThingMade.type)]


async def test_what_is_saved_is_loaded_again(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x", 7, code="c"))
    loaded = await store(shelf).load("x")
    assert loaded == Thing(tenant="north", id="x", value=7, code="c")
    assert (loaded.version, loaded.sequence, loaded.recorded) == (1, 1, [])


async def test_the_whole_pending_array_is_announced_in_order(
    shelf: AggregateShelf[Thing], announced: Announced
) -> None:
    await store(shelf).add(Thing.make("x"))
    things = store(shelf)
    thing = await things.load("x")
    for value in (1, 2):
        thing.change(value)
        await things.save(thing)
    assert announced.ids() == [
        ["thing/x#1"],
        ["thing/x#1", "thing/x#2"],
        ["thing/x#1", "thing/x#2", "thing/x#3"],
    ]


async def test_a_save_without_events_raises_the_version_alone(
    shelf: AggregateShelf[Thing], announced: Announced
) -> None:
    quiet = Thing(tenant="north", id="x", value=1)
    saved = await store(shelf).add(quiet)
    assert (saved.version, saved.event) == (1, "")
    quiet.value = 2
    assert (await store(shelf).save(quiet)).version == 2
    written = await document(shelf)
    assert (written["state"]["value"], written["sequence"], written["outbox"]) == (2, 0, [])
    assert "pending_since" not in written
    assert announced.pendings == []


async def test_of_two_writers_of_a_version_exactly_one_wins(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x"))
    stores = [store(shelf) for _ in range(8)]
    loaded = [await one.load("x") for one in stores]
    for value, thing in enumerate(loaded, start=100):
        thing.change(value)
    outcomes = await asyncio.gather(
        *(one.save(thing) for one, thing in zip(stores, loaded, strict=True)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Saved"] + ["Stale"] * 7
    written = await document(shelf)
    assert (written["version"], written["sequence"]) == (2, 2)
    winner = next(at for at, one in enumerate(outcomes) if not isinstance(one, BaseException))
    assert written["state"]["value"] == 100 + winner


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_64_concurrent_writers_leave_no_gap_and_lose_no_event(
    shelf: AggregateShelf[Thing], seed: int
) -> None:
    dice = random.Random(seed)
    ids = [f"{secrets.token_hex(4)}-{at}" for at in range(3)]
    for thing_id in ids:
        await store(shelf).add(Thing.make(thing_id))

    async def write(value: int) -> None:
        things, thing_id, events = store(shelf), dice.choice(ids), dice.randint(1, 3)
        while True:
            thing = await things.load(thing_id)
            for _ in range(events):
                thing.change(value)
            try:
                await things.save(thing)
            except Stale:
                continue
            written[thing_id] += events
            return

    written = dict.fromkeys(ids, 1)
    await asyncio.gather(*(write(value) for value in range(64)))
    for thing_id in ids:
        found = await document(shelf, f"north/{thing_id}")
        assert [one["sequence"] for one in found["outbox"]] == list(range(1, written[thing_id] + 1))
        assert found["sequence"] == written[thing_id]


async def test_a_command_that_is_decided_again_finds_the_newer_version(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x", 0))

    async def raise_by_one() -> None:
        things = store(shelf)
        thing = await things.load("x")
        thing.change(thing.value + 1)
        await things.save(thing)

    await asyncio.gather(*(again_if_stale(raise_by_one) for _ in range(3)))
    assert (await store(shelf).load("x")).value == 3


async def test_an_id_is_given_once(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x", 1))
    with pytest.raises(AlreadyExists):
        await store(shelf).add(Thing.make("x", 2))
    assert (await document(shelf))["state"]["value"] == 1


async def test_a_unique_field_is_unique_in_its_tenant_and_the_refusal_names_it(
    shelf: AggregateShelf[Thing],
) -> None:
    await store(shelf).add(Thing.make("x", code="c"))
    with pytest.raises(Duplicate) as refused:
        await store(shelf).add(Thing.make("y", code="c"))
    assert refused.value.fields == ("state.code",)
    await store(shelf, "south").add(Thing.make("y", code="c", tenant="south"))
    await store(shelf).add(Thing.make("z"))
    await store(shelf).add(Thing.make("zz"))


async def test_a_change_into_anothers_unique_value_is_a_duplicate_and_not_stale(
    shelf: AggregateShelf[Thing],
) -> None:
    await store(shelf).add(Thing.make("x", code="c"))
    await store(shelf).add(Thing.make("y", code="d"))
    things = store(shelf)
    thing = await things.load("y")
    thing.code = "c"
    with pytest.raises(Duplicate):
        await things.save(thing)
    assert (await document(shelf, "north/y"))["version"] == 1


async def test_concurrent_commands_of_one_group_each_learn_their_own_outcome(
    shelf: AggregateShelf[Thing],
) -> None:
    await store(shelf).add(Thing.make("taken", code="c"))
    outcomes = await asyncio.gather(
        store(shelf).add(Thing.make("first")),
        store(shelf).add(Thing.make("a", 1)),
        store(shelf).add(Thing.make("taken")),
        store(shelf).add(Thing.make("b", code="c")),
        store(shelf).add(Thing.make("huge", 2**70)),
        store(shelf).add(Thing.make("c", 3)),
        return_exceptions=True,
    )
    names = [type(one).__name__ for one in outcomes]
    assert names == ["Saved", "Saved", "AlreadyExists", "Duplicate", "OverflowError", "Saved"]
    assert await shelf.collection.count_documents({}) == 4


async def test_a_removed_aggregate_is_not_made_again_by_a_late_save(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x"))
    things = store(shelf)
    thing = await things.load("x")
    await shelf.collection.delete_one({"_id": "north/x"})
    thing.change(2)
    with pytest.raises(Stale):
        await things.save(thing)
    assert await shelf.collection.count_documents({}) == 0


async def test_a_tenant_cannot_load_find_or_change_what_is_anothers(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x", 1, code="c"))
    south = store(shelf, "south")
    with pytest.raises(NotFound):
        await south.load("x")
    assert await south.find("x") is None
    assert await south.find_by("code", "c") is None
    assert await south.made_by("x") is None
    stolen = await store(shelf).load("x")
    with pytest.raises(ValueError, match="another tenant"):
        await south.save(stolen)
    with pytest.raises(ValueError, match="another tenant"):
        await south.add(Thing.make("y"))


async def test_a_store_cannot_be_made_without_a_tenant(shelf: AggregateShelf[Thing]) -> None:
    with pytest.raises(ValueError, match="needs a tenant"):
        store(shelf, "")


async def test_an_event_over_256_kib_is_refused_and_nothing_is_saved(shelf: AggregateShelf[Thing]) -> None:
    thing = Thing(tenant="north", id="x")
    thing.record(ThingMade(value=1, padding="x" * MAX_EVENT_BYTES))
    with pytest.raises(EventTooLarge):
        await store(shelf).add(thing)
    assert await shelf.collection.count_documents({}) == 0


async def test_an_event_of_another_kind_of_aggregate_cannot_be_recorded() -> None:
    class TeapotBoiled(ThingMade, owner="sample", aggregate="teapot"):
        pass

    with pytest.raises(ValueError, match="TeapotBoiled is an event of teapot"):
        Thing(tenant="north", id="x").record(TeapotBoiled(value=1))


async def test_a_unique_field_finds_its_aggregate(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x", 4, code="c"))
    found = await store(shelf).find_by("code", "c")
    assert found is not None
    assert (found.id, found.value) == ("x", 4)


async def test_a_walk_over_all_of_a_tenants_aggregates_meets_each_once_though_they_change_on_the_way(
    shelf: AggregateShelf[Thing],
) -> None:
    ours = store(shelf)
    for number in range(7):
        await ours.add(Thing.make(f"{number}", value=number % 2))
    await store(shelf, "south").add(Thing.make("0", value=1, tenant="south"))

    met: list[str] = []
    async for thing in each(ours, {"value": 1}, size=2):
        met.append(thing.id)
        thing.change(2)
        await ours.save(thing)

    assert met == ["1", "3", "5"]
    assert [thing.id async for thing in each(ours, {"value": 1}, size=2)] == []


async def test_aggregates_are_found_by_the_values_of_a_field_in_ones_own_tenant_alone(
    shelf: AggregateShelf[Thing],
) -> None:
    for name in ("a", "b", "c"):
        await store(shelf).add(Thing.make(name, code=name))
    await store(shelf, "south").add(Thing.make("a", tenant="south", code="a"))

    found = await store(shelf).find_all_by("code", ["a", "c", "x"])

    assert {(one.tenant, one.id) for one in found} == {("north", "a"), ("north", "c")}
    assert await store(shelf).find_all_by("code", []) == []


async def test_a_look_up_by_a_unique_field_goes_by_its_index(shelf: AggregateShelf[Thing]) -> None:
    await store(shelf).add(Thing.make("x", code="c"))
    before = await _uses_of(shelf, "unique_code")

    assert await store(shelf).find_by("code", "c") is not None
    assert len(await store(shelf).find_all_by("code", ["c", "d"])) == 1

    assert await _uses_of(shelf, "unique_code") == before + 2


async def _uses_of(shelf: AggregateShelf[Thing], index: str) -> int:
    told = await (await shelf.collection.aggregate([{"$indexStats": {}}])).to_list()
    return next(one["accesses"]["ops"] for one in told if one["name"] == index)
