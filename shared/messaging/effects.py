"""The effects of a plan: everything it does, in one MongoDB transaction.

Invariant: read models, policies' aggregates, watermarks, what is held back and the lane's own line are
committed together or not at all.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from pymongo import WriteConcern
from pymongo.errors import OperationFailure, PyMongoError

from shared.contracts.refusal import Stale
from shared.messaging import faults, quarantine
from shared.messaging.arrival import Message
from shared.messaging.paths import unfolded
from shared.messaging.plan import Plan, Reaction, Write, held_id
from shared.messaging.policy import Shelves, Work
from shared.persistence.database import (
    Collection,
    Database,
    Document,
    LineFailed,
    Session,
    run_in,
    statement,
)
from shared.persistence.inbox import StaleMark, Watermarks
from shared.persistence.outbox import Cause

DURABLE = WriteConcern("majority", wtimeout=10_000)
COMMIT_WITHIN_MS = 10_000

_WRITE_CONFLICT, _TRANSACTION_ENDED = 112, 251


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


class Effects:
    """Carries out plans for one service.

    Args:
        database: the service's own.
        watermarks: its inbox.
        shelves: the aggregates that its policies may change.
        suffix: put behind the names of read models and of the quarantine; a rebuild has one.
    """

    def __init__(
        self,
        database: Database,
        watermarks: Watermarks,
        shelves: Shelves,
        clock: Callable[[], datetime],
        suffix: str = "",
    ) -> None:
        self.watermarks = watermarks
        self.quarantine = database[f"quarantine{suffix}"]
        self._database = database
        self._shelves = shelves
        self._clock = clock
        self._suffix = suffix

    async def carry_out(
        self,
        session: Session,
        todo: Plan,
        unreadable: Sequence[tuple[Message, str]] = (),
        lane: Document | None = None,
    ) -> None:
        """Does what a plan says, and publishes what its policies recorded.

        Raises:
            Conflict: what was read has changed; it is forgotten, so that it is read anew.
            PolicyFailed: nothing was done.
            pymongo.errors.PyMongoError: nothing was done, or that is unknown.
        """
        if not (todo.after or unreadable or lane):
            return
        try:
            works = await self._commit(session, todo, unreadable, lane)
        except LineFailed as error:
            if not (error.write_error.duplicate_id and _expect_documents(todo)):
                raise
            # A watermark is gone, and the document it stood for is not: it is written over.
            works = await self._commit(session, todo, unreadable, lane)
        faults.reached("after-apply")
        self.watermarks.remember(todo.after)
        for work in works:
            for shelf, pending in work.committed():
                shelf.announcer.announce(pending)

    async def _commit(
        self,
        session: Session,
        todo: Plan,
        unreadable: Sequence[tuple[Message, str]],
        lane: Document | None,
    ) -> list[Work]:
        try:
            async with transaction_in(session):
                return await self._in_transaction(session, todo, unreadable, lane)
        except (StaleMark, Stale) as error:
            self.watermarks.forget(todo.after)
            raise Conflict from error
        except PyMongoError as error:
            self.watermarks.forget(todo.after)
            if is_conflict(error):
                raise Conflict from error
            raise

    async def _in_transaction(
        self,
        session: Session,
        todo: Plan,
        unreadable: Sequence[tuple[Message, str]],
        lane: Document | None,
    ) -> list[Work]:
        works = [await self._react(session, reaction) for reaction in todo.reactions]
        await Work.write_down(works)
        for name, writes in todo.writes.items():
            await self._write(session, self._database[f"{name}{self._suffix}"], writes)
        now = self._clock()
        await quarantine.hold(session, self.quarantine, todo.holds, now)
        await quarantine.release(session, self.quarantine, todo.releases)
        await quarantine.keep_unreadable(session, self.quarantine, unreadable, now)
        await self.watermarks.move(session, todo.before, todo.after, lane)
        return works

    async def _react(self, session: Session, reaction: Reaction) -> Work:
        envelope = reaction.arrival.envelope
        cause = Cause(envelope.correlation_id, envelope.id, envelope.traceparent)
        work = Work(self._shelves, self._database, session, envelope.tenant, cause)
        try:
            await reaction.policy.react(reaction.event, envelope, work)
        except (PyMongoError, Stale):
            raise
        except Exception as error:
            raise PolicyFailed(reaction, error) from error
        if work.broken:
            raise PolicyFailed(reaction, work.broken)
        return work

    async def _write(self, session: Session, collection: Collection, writes: Mapping[str, Write]) -> None:
        removed: list[Document] = []
        made: list[Document] = []
        changed: list[Document] = []
        # By the id alone, which begins with the tenant: that is MongoDB's shortest way to a document.
        for document_id, write in writes.items():
            if write.removed:
                removed.append({"q": {"_id": document_id}, "limit": 1})
            if write.fields is None:
                continue
            if write.fresh and not write.removed:
                fields = unfolded(write.fields) if write.paths else write.fields
                made.append({"_id": document_id, **fields})
            else:
                changed.append(statement({"_id": document_id}, {"$set": write.fields}, upsert=True))
        for command, lines in (("delete", removed), ("insert", made), ("update", changed)):
            if lines:
                await run_in(session, collection, command, lines)


def is_conflict(error: PyMongoError) -> bool:
    """Whether a transaction ended because somebody else wrote what it has read or written."""
    return isinstance(error, OperationFailure) and error.code in (_WRITE_CONFLICT, _TRANSACTION_ENDED)


@asynccontextmanager
async def transaction_in(session: Session) -> AsyncGenerator[None]:
    """A transaction that is durable at its end, in bounded time."""
    async with await session.start_transaction(write_concern=DURABLE, max_commit_time_ms=COMMIT_WITHIN_MS):
        yield


def _expect_documents(todo: Plan) -> bool:
    """From now on takes no document for new; False if none was."""
    fresh = [write for writes in todo.writes.values() for write in writes.values() if write.fresh]
    for write in fresh:
        write.fresh = False
    return bool(fresh)
