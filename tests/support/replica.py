"""One replica's way of applying events, without Kafka: its own session, its own memory of the watermarks."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from shared.messaging.apply import Applier, Batch
from shared.messaging.arrival import Arrival
from shared.messaging.effects import Conflict, Effects
from shared.messaging.halt import AlikeFailures
from shared.messaging.plan import Plan
from shared.persistence.aggregate_shelf import AggregateShelf, utc_now
from shared.persistence.database import Client, Database, Session
from shared.persistence.inbox import Watermarks
from shared.persistence.indexes import prepare_aggregates, prepare_inbox, prepare_records
from shared.persistence.outbox import Pending
from shared.runtime.definition import ServiceDefinition

TRIES = 10


class Replica:
    """Applies batches like a lane does: again after a conflict, a bounded number of times."""

    def __init__(self, database: Database, definition: ServiceDefinition, session: Session) -> None:
        self.session = session
        self.announced: list[Pending] = []
        self.conflicts = 0
        shelves = {
            kind.collection: AggregateShelf(database, kind, definition.name, self)
            for kind in definition.kinds
        }
        self.shelves = shelves
        self.effects = Effects(database, Watermarks(database["inbox"]), shelves, utc_now)
        self.applier = Applier(definition.routes(), self.effects, AlikeFailures(utc_now))

    def announce(self, pending: Pending) -> None:
        self.announced.append(pending)

    async def apply(self, *arrivals: Arrival) -> list[Plan]:
        return await self.apply_batch(Batch(arrivals))

    async def apply_batch(self, batch: Batch) -> list[Plan]:
        for _ in range(TRIES):
            try:
                return await self.applier.apply(self.session, batch)
            except Conflict:
                self.conflicts += 1
        raise AssertionError(f"{TRIES} conflicts in a row")


@asynccontextmanager
async def replica_of(
    client: Client, database: Database, definition: ServiceDefinition
) -> AsyncGenerator[Replica]:
    await prepare_aggregates(database, definition.kinds)
    await prepare_records(database, definition.records)
    await prepare_inbox(database, definition.projections)
    async with client.start_session(causal_consistency=False) as session:
        yield Replica(database, definition, session)


async def shown(database: Database, thing: str, tenant: str = "north") -> dict[str, Any]:
    return await database["shown"].find_one({"_id": f"{tenant}/{thing}"}) or {}


async def mark(database: Database, thing: str, tenant: str = "north") -> tuple[int, str | None]:
    found = await database["inbox"].find_one({"_id": f"{tenant}/thing/{thing}"}) or {}
    return found.get("sequence", 0), found.get("held")


async def held(database: Database) -> list[tuple[str, str]]:
    found = database["quarantine"].find({"state": "held"}).sort("_id", 1)
    return [(one["_id"], one["reason"]) async for one in found]


async def tally_of(database: Database, tally_id: str = "north/sum") -> dict[str, Any]:
    found = await database["tallies"].find_one({"_id": tally_id})
    assert found is not None
    return found
