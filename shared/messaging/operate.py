"""Working off the quarantine: what an operator can see of it, and do about it.

Invariants:
- A retry applies the held events of an aggregate in order, each once, and stops at the first that fails
  again; it is refused by the watermark if a worker moved the aggregate meanwhile, and starts over.
- A discard moves the watermark past one event, which is then never applied, not even by a rebuild, and
  kept as a record. Nothing else makes an event go away.
- The mark is read before the held events, and whoever holds back another raises its count: so none is
  overlooked that a worker held back at the same moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pymongo.errors import PyMongoError

from shared.contracts.refusal import NotFound, Refused
from shared.messaging import quarantine
from shared.messaging.apply import blame
from shared.messaging.effects import Conflict, Effects, PolicyFailed
from shared.messaging.plan import Plan, Routes, held_id, plan
from shared.persistence.database import (
    Client,
    Collection,
    Document,
    Session,
    is_infrastructure,
    run_in,
    statement,
)
from shared.persistence.inbox import Mark, StaleMark, mark_from

ATTEMPTS = 20
MOST_SKIPPED = 1_000


@dataclass(frozen=True)
class HeldAggregate:
    """An aggregate that goes no further, and the event at which it stopped."""

    aggregate: str
    reason: str
    sequence: int
    type: str
    error: Mapping[str, Any]
    waiting: int
    since: datetime


@dataclass(frozen=True)
class Outcome:
    """What a retry or a discard has done with one aggregate."""

    aggregate: str
    applied: int
    still_held: int
    error: str = ""


class QuarantineDesk:
    """One service's quarantine, for its operator.

    Args:
        client: the client that ``effects`` writes with.
        routes: the service's handlers, mended if need be.
    """

    def __init__(self, client: Client, routes: Routes, effects: Effects) -> None:
        self._client = client
        self._routes = routes
        self._effects = effects

    async def held(self) -> list[HeldAggregate]:
        """Every aggregate that is held back, the longest first."""
        rows = await self._effects.quarantine.aggregate(
            [
                {"$match": {"state": "held"}},
                {"$sort": {"sequence": 1}},
                {"$group": {"_id": "$aggregate", "first": {"$first": "$$ROOT"}, "waiting": {"$sum": 1}}},
                {"$sort": {"first.at": 1}},
            ]
        )
        return [_held_aggregate(row) async for row in rows]

    def unreadable(self) -> AsyncIterator[Document]:
        """The messages that are no events, without what they hold."""
        fields = {"reason": 1, "topic": 1, "partition": 1, "offset": 1, "size": 1, "at": 1}
        return self._effects.quarantine.find({"state": "unreadable"}, fields).sort("at", 1)

    async def show(self, one: str) -> list[Document]:
        """All that is kept of an aggregate, or the one unreadable message of that id.

        Raises:
            NotFound: nothing of that name is held.
        """
        query = {"$or": [{"_id": one}, {"aggregate": one}]}
        found = await self._effects.quarantine.find(query).sort("sequence", 1).to_list()
        if not found:
            raise NotFound("not-held", "Nothing of that name is in quarantine.")
        return found

    async def retry(self, aggregate: str) -> Outcome:
        """Applies what is held of an aggregate, as far as it goes.

        Raises:
            NotFound: nothing of that name is held.
            Conflict: a worker was quicker each time.
        """
        return await self._again(aggregate, self._retry)

    async def discard(self, aggregate: str) -> Outcome:
        """Gives up the event at which an aggregate stopped (or those that never came), then retries the rest.

        Of an unreadable message, only its record changes.

        Raises:
            NotFound: nothing of that name is held.
            Conflict: a worker was quicker each time.
        """
        gone = await self._effects.quarantine.update_one(
            {"_id": aggregate, "state": "unreadable"}, {"$set": {"state": "discarded"}}
        )
        if gone.matched_count:
            return Outcome(aggregate, 0, 0)
        await self._again(aggregate, self._give_up)
        return await self._again(aggregate, self._retry)

    async def _again[T](self, aggregate: str, attempt: Callable[[Session, str], Awaitable[T]]) -> T:
        async with self._client.start_session() as session:
            for at in range(ATTEMPTS):
                try:
                    return await attempt(session, aggregate)
                except Conflict:
                    await asyncio.sleep(0.02 * at)
            raise Conflict

    async def _mark(self, aggregate: str) -> Mark:
        document = await self._effects.watermarks.collection.find_one({"_id": aggregate})
        if document is None or not document.get("held"):
            raise NotFound("not-held", "Nothing of that name is in quarantine.")
        return mark_from(document)

    async def _retry(self, session: Session, aggregate: str) -> Outcome:
        mark = await self._mark(aggregate)
        try:
            todo = await self._carry_out(session, aggregate, mark, {})
        except (PolicyFailed, PyMongoError) as error:
            if is_infrastructure(error):
                raise
            arrivals = await quarantine.held_arrivals(self._effects.quarantine, [aggregate])
            refused = blame(error, arrivals[aggregate][0])
            todo = await self._carry_out(session, aggregate, mark, refused)
        error = next((hold.error for hold in todo.holds if hold.error), None)
        return Outcome(
            aggregate, len(todo.applied), len(todo.holds), type(error).__qualname__ if error else ""
        )

    async def _carry_out(
        self, session: Session, aggregate: str, mark: Mark, refused: Mapping[str, Exception]
    ) -> Plan:
        arrivals = (await quarantine.held_arrivals(self._effects.quarantine, [aggregate])).get(aggregate, [])
        free = {aggregate: replace(mark, held=None)}
        todo = plan(self._routes, arrivals, free, {}, refused)
        still = {held_id(hold.arrival) for hold in todo.holds}
        todo.releases = [held_id(arrival) for arrival in arrivals if held_id(arrival) not in still]
        sequence = todo.after[aggregate].sequence if aggregate in todo.after else mark.sequence
        held = todo.after[aggregate].held if aggregate in todo.after else None
        todo.before = {aggregate: mark}
        todo.after = {aggregate: Mark(sequence, held, mark.queued + 1, stored=True)}
        await self._effects.carry_out(session, todo)
        return todo

    async def _give_up(self, session: Session, aggregate: str) -> None:
        mark = await self._mark(aggregate)
        held = await self._effects.quarantine.find_one(
            {"aggregate": aggregate, "state": "held"}, sort=[("sequence", 1)]
        )
        if held is None:
            raise NotFound("not-held", "Nothing of that name is in quarantine.")
        missing = range(mark.sequence + 1, held["sequence"])
        if len(missing) > MOST_SKIPPED:
            raise Refused("gap-too-wide", f"More than {MOST_SKIPPED} events are missing. Find out why first.")
        sequence = held["sequence"] - 1 if missing else held["sequence"]
        lines = [_discarded(aggregate, one) for one in missing] or [
            statement({"_id": held["_id"]}, {"$set": {"state": "discarded"}})
        ]
        after = {aggregate: Mark(sequence, "quarantine", mark.queued + 1, stored=True)}
        try:
            async with await session.start_transaction():
                await run_in(session, self._effects.quarantine, "update", lines)
                await self._effects.watermarks.move(session, {aggregate: mark}, after, None)
        except StaleMark as error:
            raise Conflict from error


def _discarded(aggregate: str, sequence: int) -> Document:
    tenant = aggregate.partition("/")[0]
    fields: Document = {
        "tenant": tenant,
        "aggregate": aggregate,
        "sequence": sequence,
        "state": "discarded",
        "reason": "gap",
    }
    return statement({"_id": f"{aggregate}#{sequence}"}, {"$set": fields}, upsert=True)


def _held_aggregate(row: Document) -> HeldAggregate:
    first = row["first"]
    return HeldAggregate(
        aggregate=row["_id"],
        reason=first["reason"],
        sequence=first["sequence"],
        type=first["type"],
        error=first.get("error", {}),
        waiting=row["waiting"],
        since=first["at"],
    )


async def discarded_ids(quarantine: Collection) -> frozenset[str]:
    """The events that no rebuild may apply."""
    found = quarantine.find({"state": "discarded", "aggregate": {"$exists": True}}, {"_id": 1})
    return frozenset([document["_id"] async for document in found])
