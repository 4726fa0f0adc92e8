"""The commons on a real MongoDB: what an owner has opened is read by all others, and nothing else is."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from shared.contracts.aggregate import Aggregate
from shared.persistence.aggregate_shelf import AggregateKind, AggregateShelf
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.commons import EVERYBODY, Commons
from shared.persistence.database import Client, connect
from shared.persistence.indexes import prepare_aggregates
from shared.persistence.outbox import Cause, Pending
from tests.support.parts import Parts


@dataclass(kw_only=True)
class Note(Aggregate):
    kind: ClassVar[str] = "note"

    open: bool = False
    rank: str = ""
    words: list[str] = field(default_factory=list[str])


NOTES = AggregateKind(Note, "notes", indexed=["words", "rank"], opened_by="open")
CLOSED = AggregateKind(Note, "notes")


class _Silent:
    def announce(self, pending: Pending) -> None:
        raise AssertionError(f"{pending} was never recorded")


@pytest.fixture
async def shelf(parts: Parts, namespace: str) -> AsyncGenerator[AggregateShelf[Note]]:
    client: Client
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-sample"]
        await prepare_aggregates(database, [NOTES])
        yield AggregateShelf(database, NOTES, "sample", _Silent())


def _own(shelf: AggregateShelf[Note], tenant: str) -> Aggregates[Note]:
    return Aggregates(shelf, tenant, Cause("request-1"))


async def _add(shelf: AggregateShelf[Note], tenant: str, name: str, *, opened: bool, words: str = "") -> None:
    await _own(shelf, tenant).add(Note(tenant=tenant, id=name, open=opened, words=words.split()))


async def _names(shelf: AggregateShelf[Note], reader: str, **how: Any) -> list[str]:
    found = await Commons(shelf, reader).page(how.pop("where", {}), how.pop("limit", 10), **how)
    return [f"{one.tenant}/{one.id}" for one in found]


async def test_what_is_opened_is_read_by_others_and_what_is_not_is_not(shelf: AggregateShelf[Note]) -> None:
    await _add(shelf, "north", "opened", opened=True)
    await _add(shelf, "north", "closed", opened=False)
    await _add(shelf, "south", "ours", opened=True)
    assert await _names(shelf, "south") == ["north/opened"]


@pytest.mark.parametrize(
    "where",
    [
        {"open": False},
        {"open": {"$in": [True, False]}},
        {"open": {"$ne": True}},
        {"open": {"$exists": True}, "words": {"$exists": True}},
        {"words": "secret"},
        {"words": {"$all": ["secret"]}},
        {"words": {"$not": {"$all": ["opened"]}}},
    ],
)
async def test_no_condition_leads_to_what_is_not_opened(
    shelf: AggregateShelf[Note], where: dict[str, Any]
) -> None:
    await _add(shelf, "north", "closed", opened=False, words="secret")
    await _add(shelf, "north", "opened", opened=True, words="opened")
    for after in ((), ("north", ""), ("", ""), ("north", "closed")):
        assert "north/closed" not in await _names(shelf, "south", where=where, after=after)


async def test_what_is_closed_again_is_gone_with_the_same_write(shelf: AggregateShelf[Note]) -> None:
    await _add(shelf, "north", "x", opened=True)
    note = await _own(shelf, "north").load("x")
    note.open = False
    await _own(shelf, "north").save(note)
    assert await _names(shelf, "south") == []


async def test_it_is_read_page_by_page_in_one_order(shelf: AggregateShelf[Note]) -> None:
    expected = [f"{tenant}/{name}" for tenant in ("east", "north") for name in ("a", "b", "c")]
    for one in expected:
        tenant, _, name = one.partition("/")
        await _add(shelf, tenant, name, opened=True)
    read: list[str] = []
    while page := await _names(shelf, "south", limit=2, after=read[-1].split("/") if read else ()):
        read += page
    assert read == expected


async def test_it_is_found_by_an_index_in_which_there_is_nothing_that_is_not_opened(
    shelf: AggregateShelf[Note],
) -> None:
    indexes = await shelf.collection.index_information()
    partial = {name: one.get("partialFilterExpression") for name, one in indexes.items()}
    opened = {name: held for name, held in partial.items() if name.startswith("opened_")}
    assert opened == {
        name: {"state.open": True} for name in ("opened__id", "opened_state.words", "opened_state.rank")
    }
    query = {"$and": [{"state.open": True}, {"tenant": {"$ne": "south"}}, {"state.words": "found"}]}
    plan = await shelf.collection.find(query, sort=[("_id", 1)], limit=2).explain()
    assert "opened_" in str(plan["queryPlanner"]["winningPlan"])


async def test_everybody_reads_the_first_of_all_tenants_by_an_index_and_nothing_that_is_not_opened(
    shelf: AggregateShelf[Note],
) -> None:
    for tenant, name, rank, opened in (
        ("north", "third", "3", True),
        ("south", "first", "1", True),
        ("east", "closed", "0", False),
        ("north", "second", "2", True),
    ):
        await _own(shelf, tenant).add(Note(tenant=tenant, id=name, open=opened, rank=rank))
    read = [[one.id for one in await Commons(shelf, EVERYBODY).first("rank", most)] for most in (2, 9)]
    assert read == [["first", "second"], ["first", "second", "third"]]
    query = {"$and": [{"state.open": True}, {"tenant": {"$ne": EVERYBODY}}]}
    plan = await shelf.collection.find(query, sort=[("state.rank", 1), ("_id", 1)], limit=2).explain()
    assert "opened_state.rank" in str(plan["queryPlanner"]["winningPlan"])
    assert "SORT" not in str(plan["queryPlanner"]["winningPlan"])


async def test_a_reader_and_a_kind_that_can_be_opened_are_needed(shelf: AggregateShelf[Note]) -> None:
    with pytest.raises(ValueError, match="tenant"):
        Commons(shelf, "")
    closed = AggregateShelf(shelf.collection.database, CLOSED, "sample", _Silent())
    with pytest.raises(ValueError, match="ever opened"):
        Commons(closed, "south")
