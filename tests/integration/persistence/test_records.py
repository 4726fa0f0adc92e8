"""Records, what is due and units of work, on a real MongoDB."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Stale
from shared.messaging.unit_of_work import unit_of_work
from shared.persistence.aggregate_shelf import AggregateKind, AggregateShelf
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import Database, connect
from shared.persistence.due import DueList
from shared.persistence.indexes import prepare_aggregates, prepare_records
from shared.persistence.outbox import Cause, Pending
from shared.persistence.records import RecordKind, Records
from tests.support.parts import Parts

NOTES = RecordKind("notes", indexed=["colour"])
MONDAY, TUESDAY = date(2018, 3, 12), date(2018, 3, 13)


@dataclass(kw_only=True)
class Parcel(Aggregate):
    """Something that is due on a day, or on none."""

    kind: ClassVar[str] = "parcel"

    colour: str = "red"
    due_on: date | None = None


@dataclass(kw_only=True)
class Kettle(Aggregate):
    """Something that is due at an instant."""

    kind: ClassVar[str] = "kettle"

    boils_at: datetime | None = None


PARCELS = AggregateKind(Parcel, "parcels", due="due_on")
KETTLES = AggregateKind(Kettle, "kettles", due="boils_at", by_the_instant=True)


class _Nobody:
    def announce(self, pending: Pending) -> None:
        del pending


@pytest.fixture
async def database(parts: Parts, namespace: str) -> AsyncGenerator[Database]:
    async with connect(parts.mongodb_uri) as client:
        made = client[f"{namespace}-levelfield-sample"]
        await prepare_aggregates(made, [PARCELS, KETTLES])
        await prepare_records(made, [NOTES])
        yield made


@pytest.fixture
def shelf(database: Database) -> AggregateShelf[Parcel]:
    return AggregateShelf(database, PARCELS, "sample", _Nobody())


async def _ids(records: Records, **where: object) -> list[str]:
    return [record_id async for record_id, _ in records.each(where)]


def test_a_store_of_records_cannot_be_made_without_a_tenant(database: Database) -> None:
    with pytest.raises(ValueError, match="tenant"):
        Records(database, NOTES, "")


async def test_a_record_is_kept_replaced_marked_and_removed(database: Database) -> None:
    notes = Records(database, NOTES, "north")
    await notes.put("b", {"colour": "red", "seals": [], "old": 1})
    await notes.put("b", {"colour": "blue", "seals": []})
    await notes.put("a", {"colour": "red", "seals": []})
    assert await notes.find("b") == {"colour": "blue", "seals": []}
    assert (await _ids(notes), await _ids(notes, colour="red")) == (["a", "b"], ["a"])

    for _ in range(2):
        await notes.mark(["a", "b"], "seals", "one")
    assert await _ids(notes, seals="one") == ["a", "b"]
    await notes.unmark("seals", "one")
    assert await notes.find("a") == {"colour": "red", "seals": []}

    assert [await notes.remove("a"), await notes.remove("a")] == [True, False]
    assert [await notes.remove_all({"colour": "blue"}), await notes.remove_all({})] == [1, 0]


async def test_no_tenant_reaches_the_records_of_another(database: Database) -> None:
    north, south = Records(database, NOTES, "north"), Records(database, NOTES, "south")
    await north.put("a", {"colour": "red", "seals": []})
    await south.mark(["a", "../north/a"], "seals", "mine")
    await south.unmark("seals", "mine")
    assert (await south.find("a"), await _ids(south), await south.remove("a")) == (None, [], False)
    assert await south.remove_all({"tenant": "north"}) == 0
    assert await north.find("a") == {"colour": "red", "seals": []}


async def test_what_is_due_is_listed_across_tenants_the_oldest_first_and_page_by_page(
    database: Database, shelf: AggregateShelf[Parcel]
) -> None:
    for tenant in ("south", "north"):
        store = Aggregates(shelf, tenant, Cause())
        for name, day in (("later", TUESDAY), ("now", MONDAY), ("never", None)):
            await store.add(Parcel(tenant=tenant, id=name, due_on=day))
    due = DueList(shelf)

    first = await due.until(TUESDAY, 3)
    rest = await due.until(TUESDAY, 3, first[-1])

    assert [(one.tenant, one.aggregate_id) for one in (*first, *rest)] == [
        ("north", "now"),
        ("south", "now"),
        ("north", "later"),
        ("south", "later"),
    ]
    assert len(await due.until(MONDAY, 10)) == 2
    plan = await database["parcels"].find({"state.due_on": {"$type": "string", "$lte": "2018"}}).explain()
    assert "due" in str(plan["queryPlanner"]["winningPlan"])


async def test_what_is_due_at_an_instant_is_listed_by_the_millisecond(database: Database) -> None:
    shelf = AggregateShelf(database, KETTLES, "sample", _Nobody())
    noon, tick = datetime(2018, 3, 12, 12, tzinfo=UTC), timedelta(milliseconds=1)
    store = Aggregates(shelf, "north", Cause())
    for name, at in (("b", noon), ("a", noon), ("later", noon + tick), ("never", None)):
        await store.add(Kettle(tenant="north", id=name, boils_at=at))
    due = DueList(shelf)

    first = await due.until(noon + tick, 2)
    rest = await due.until(noon + tick, 2, first[-1])

    assert [(one.on, one.aggregate_id) for one in (*first, *rest)] == [
        (noon, "a"),
        (noon, "b"),
        (noon + tick, "later"),
    ]
    assert [one.aggregate_id for one in await due.until(noon, 9)] == ["a", "b"]
    plan = await database["kettles"].find({"state.boils_at": {"$type": "date", "$lte": noon}}).explain()
    assert "due" in str(plan["queryPlanner"]["winningPlan"])


def test_of_a_kind_that_is_never_due_there_is_no_list(database: Database) -> None:
    with pytest.raises(ValueError, match="due"):
        DueList(AggregateShelf(database, AggregateKind(Parcel, "parcels"), "sample", _Nobody()))


async def test_aggregates_are_counted_by_their_fields_in_one_tenant_alone(
    shelf: AggregateShelf[Parcel],
) -> None:
    for tenant, colours in (("north", ("red", "red", "blue")), ("south", ("red",))):
        store = Aggregates(shelf, tenant, Cause())
        for number, colour in enumerate(colours):
            await store.add(Parcel(tenant=tenant, id=str(number), colour=colour))
    counts = await Aggregates(shelf, "north", Cause()).count_by(["colour", "due_on"], {})
    assert counts == {("red", None): 2, ("blue", None): 1}
    assert await Aggregates(shelf, "north", Cause()).count_by(["colour"], {"colour": "blue"}) == {
        ("blue",): 1
    }


async def test_a_unit_of_work_does_all_or_nothing(database: Database, shelf: AggregateShelf[Parcel]) -> None:
    shelves = {PARCELS.collection: shelf}

    async def fail() -> None:
        async with unit_of_work(database, shelves, "north", Cause()) as work:
            await work.aggregates(PARCELS).add(Parcel(tenant="north", id="a"))
            await work.records(NOTES).put("a", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    store, notes = Aggregates(shelf, "north", Cause()), Records(database, NOTES, "north")
    assert (await store.find("a"), await notes.find("a")) == (None, None)

    async with unit_of_work(database, shelves, "north", Cause()) as work:
        await work.aggregates(PARCELS).add(Parcel(tenant="north", id="a"))
        await work.records(NOTES).put("a", {})
    assert await store.find("a") is not None
    assert await notes.find("a") == {}


async def test_of_two_units_of_work_on_one_thing_one_wins_and_the_other_is_stale(
    database: Database, shelf: AggregateShelf[Parcel]
) -> None:
    shelves = {PARCELS.collection: shelf}
    await Aggregates(shelf, "north", Cause()).add(Parcel(tenant="north", id="a"))

    async def paint(colour: str, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        async with unit_of_work(database, shelves, "north", Cause()) as work:
            parcel = await work.aggregates(PARCELS).load("a")
            if meanwhile:
                await meanwhile()
            parcel.colour = colour
            await work.aggregates(PARCELS).save(parcel)

    with pytest.raises(Stale):
        await paint("black", meanwhile=lambda: paint("green"))
    assert (await Aggregates(shelf, "north", Cause()).load("a")).colour == "green"
