"""Applying a batch: everything it does, in one MongoDB transaction.

Invariant: read models, policies' aggregates, watermarks, what is held back and the lane's own line are
committed together or not at all. Whoever finds the commit's outcome unknown reads the watermarks again:
they tell. A batch in which one event fails for its own reason is applied event by event, the failing one
is quarantined, and the rest go on.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from pymongo import WriteConcern
from pymongo.errors import OperationFailure, PyMongoError

from shared.contracts.refusal import Stale
from shared.messaging import faults, quarantine
from shared.messaging.arrival import Arrival, Message
from shared.messaging.halt import AlikeFailures, fingerprint_of
from shared.messaging.plan import Plan, Reaction, Routes, Write, held_id, plan
from shared.messaging.policy import Shelves, Work
from shared.persistence.database import (
    Database,
    Document,
    Session,
    is_infrastructure,
    run_in,
    statement,
)
from shared.persistence.inbox import StaleMark, Watermarks

DURABLE = WriteConcern("majority", wtimeout=10_000)
COMMIT_WITHIN_MS = 10_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What one lane has taken up: events of one partition in order, and messages that are none."""

    arrivals: Sequence[Arrival]
    unreadable: Sequence[tuple[Message, str]]
    lane: Document | None
    """The ``update`` line of the lane, with the last offset of the batch."""


class Conflict(Exception):
    """Somebody else wrote what this batch has read. Trying again is right."""


class PolicyFailed(Exception):
    """A policy failed for its own reason.

    Args:
        reaction: the policy and its event.
        reason: what the policy raised.
    """

    def __init__(self, reaction: Reaction, reason: Exception) -> None:
        super().__init__(reaction.policy.name)
        self.held_id = held_id(reaction.arrival)
        self.reason = reason


class Applier:
    """Applies batches for one service.

    Args:
        database: the service's own.
        routes: its handlers.
        watermarks: its inbox.
        shelves: the aggregates that its policies may change.
        alike: counts failures, and halts.
        suffix: put behind the names of read models; a rebuild has one.
    """

    def __init__(
        self,
        database: Database,
        routes: Routes,
        watermarks: Watermarks,
        shelves: Shelves,
        alike: AlikeFailures,
        clock: Callable[[], datetime],
        suffix: str = "",
    ) -> None:
        self._database = database
        self._routes = routes
        self.watermarks = watermarks
        self._shelves = shelves
        self._alike = alike
        self._clock = clock
        self._suffix = suffix
        self._quarantine = database[f"quarantine{suffix}"]

    async def apply(self, session: Session, batch: Batch) -> list[Plan]:
        """Applies a batch and says what was done: one plan, or one for each event if one of them failed.

        Raises:
            Conflict: try again; the watermarks concerned will be read anew.
            shared.messaging.halt.Halt: too many aggregates fail alike. Nothing was applied.
            pymongo.errors.PyMongoError: MongoDB is away; nothing was applied, or that is unknown.
        """
        try:
            return [await self._apply_once(session, batch, {})]
        except (PolicyFailed, PyMongoError) as error:
            if is_infrastructure(error):
                raise
        # One at a time: each event in a transaction of its own, so that the poisonous one is found.
        plans = [await self._apply_alone(session, arrival) for arrival in batch.arrivals]
        rest = Batch((), batch.unreadable, batch.lane)
        plans.append(await self._apply_once(session, rest, {}))
        return plans

    async def _apply_alone(self, session: Session, arrival: Arrival) -> Plan:
        alone = Batch((arrival,), (), None)
        try:
            return await self._apply_once(session, alone, {})
        except (PolicyFailed, PyMongoError) as error:
            if is_infrastructure(error):
                raise
            # An event that was parked behind this one may be the one whose policy failed.
            named = isinstance(error, PolicyFailed)
            refused = {error.held_id: error.reason} if named else {held_id(arrival): error}
        return await self._apply_once(session, alone, refused)

    async def _apply_once(self, session: Session, batch: Batch, refused: Mapping[str, Exception]) -> Plan:
        ids = {arrival.envelope.watermark_id for arrival in batch.arrivals}
        marks = await self.watermarks.read(ids)
        gaps = [mark_id for mark_id, mark in marks.items() if mark.held == "gap"]
        parked = await quarantine.held_arrivals(self._quarantine, gaps) if gaps else {}
        todo = plan(self._routes, batch.arrivals, marks, parked, refused)
        self._alike.check(_failures(todo))
        try:
            works = await self._transaction(session, todo, batch)
        except (StaleMark, Stale) as error:
            self.watermarks.forget(ids)
            raise Conflict from error
        except PyMongoError as error:
            self.watermarks.forget(ids)
            if _is_conflict(error):
                raise Conflict from error
            raise
        faults.reached("after-apply")
        self.watermarks.remember(todo.after)
        for work in works:
            for shelf, pending in work.committed():
                shelf.announcer.announce(pending)
        return todo

    async def _transaction(self, session: Session, todo: Plan, batch: Batch) -> list[Work]:
        if not todo.after and not batch.unreadable and batch.lane is None:
            return []
        async with _transaction_in(session):
            works = [await self._react(session, reaction) for reaction in todo.reactions]
            for name, writes in todo.writes.items():
                await self._write(session, name, writes)
            if todo.holds or todo.releases or batch.unreadable:
                await self._keep(session, todo, batch)
            await self.watermarks.move(session, todo.before, todo.after, batch.lane)
        return works

    async def _react(self, session: Session, reaction: Reaction) -> Work:
        work = Work(self._shelves, reaction.arrival.envelope, session)
        try:
            await reaction.policy.react(reaction.event, reaction.arrival.envelope, work)
        except (PyMongoError, Stale):
            raise
        except Exception as error:
            raise PolicyFailed(reaction, error) from error
        return work

    async def _write(self, session: Session, name: str, writes: Mapping[str, Write]) -> None:
        collection = self._database[f"{name}{self._suffix}"]
        removed = [
            {"q": _query(document_id), "limit": 1} for document_id, one in writes.items() if one.removed
        ]
        if removed:
            await run_in(session, collection, "delete", removed)
        changed = [
            statement(_query(document_id), {"$set": one.fields}, upsert=True)
            for document_id, one in writes.items()
            if one.fields is not None
        ]
        if changed:
            await run_in(session, collection, "update", changed)

    async def _keep(self, session: Session, todo: Plan, batch: Batch) -> None:
        now = self._clock()
        await quarantine.hold(session, self._quarantine, todo.holds, now)
        await quarantine.release(session, self._quarantine, todo.releases)
        lines: list[Document] = []
        for message, reason in batch.unreadable:
            document = quarantine.unreadable_document(message, reason, now)
            lines.append(statement({"_id": document.pop("_id")}, {"$set": document}, upsert=True))
        if lines:
            await run_in(session, self._quarantine, "update", lines)


@asynccontextmanager
async def _transaction_in(session: Session) -> AsyncGenerator[None]:
    async with await session.start_transaction(write_concern=DURABLE, max_commit_time_ms=COMMIT_WITHIN_MS):
        yield


def _query(document_id: str) -> Document:
    return {"_id": document_id, "tenant": document_id.partition("/")[0]}


def _failures(todo: Plan) -> list[tuple[str, str]]:
    return [
        (fingerprint_of(one.error), one.arrival.envelope.watermark_id)
        for one in todo.holds
        if one.error is not None
    ]


def _is_conflict(error: PyMongoError) -> bool:
    """A write conflict between transactions (112), or a transaction ended by somebody (251, 263)."""
    return isinstance(error, OperationFailure) and error.code in (112, 251)
