"""Aggregates: one document each, saved together with their events in one conditional write.

Invariants:
- A save changes the version that was loaded or nothing: two writers of the same version, one wins.
- State, version, sequence and outbox change in the same write; there is no transaction to pay for.
- What is announced for publishing is *the whole pending array*: the events that were still waiting when
  the aggregate was loaded, then the new ones. The save proves that nobody else added any in between.
- A store belongs to one tenant and cannot be made without: every query begins with it.

A conflicting save is told apart from the others of its group without a second read: its line is an
upsert on ``{_id, tenant, version}``, so without a document of that version MongoDB tries to make one. The
collection's validator refuses that (it looks before the index does), whether the aggregate has another
version by now or is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Protocol

from pydantic import TypeAdapter

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import NotFound, Stale
from shared.messaging import faults
from shared.observability.metrics import GROUP_COMMIT_SIZE
from shared.persistence import outbox
from shared.persistence.database import (
    Database,
    Document,
    LineFailed,
    Outcome,
    Session,
    insert_many,
    run_in,
    statement,
    update_many,
)
from shared.persistence.group_commit import GroupCommit
from shared.persistence.outbox import Cause, Pending
from shared.persistence.outcomes import AlreadyExists, raise_for

_ENVELOPE_FIELDS = {field.name for field in fields(Aggregate)}

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, to the millisecond, which is what BSON keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Announcer(Protocol):
    """Whoever publishes what has been committed."""

    def announce(self, pending: Pending) -> None: ...


@dataclass(frozen=True)
class AggregateKind[A: Aggregate]:
    """How one kind of aggregate is kept; one per kind and process.

    Args:
        type: the aggregate's dataclass.
        collection: the name of its collection.
        unique: fields (below ``state.``) that are unique in a tenant where they are set.
        indexed: fields that are looked up by.
    """

    type: type[A]
    collection: str
    unique: Sequence[str] = ()
    indexed: Sequence[str] = ()


class AggregateShelf[A: Aggregate]:
    """The collection of one kind of aggregate, shared by all tenants' stores in a process."""

    def __init__(
        self,
        database: Database,
        kind: AggregateKind[A],
        service: str,
        announcer: Announcer,
        clock: Clock = utc_now,
    ) -> None:
        self.kind = kind
        self.collection = database[kind.collection]
        self.announcer = announcer
        self.clock = clock
        sizes = GROUP_COMMIT_SIZE.labels(service)
        self.insert = GroupCommit(lambda lines: insert_many(self.collection, lines), sizes)
        self.update = GroupCommit(lambda lines: update_many(self.collection, lines), sizes)
        self._adapter = TypeAdapter(kind.type)

    def state(self, aggregate: A) -> Document:
        """The aggregate's own fields, as they are stored."""
        dumped = self._adapter.dump_python(aggregate, exclude=_ENVELOPE_FIELDS)
        return dict(dumped)

    def rebuild(self, document: Document) -> A:
        """The aggregate as it was saved."""
        envelope = {"tenant": document["tenant"], "id": document["_id"].partition("/")[2]}
        aggregate = self._adapter.validate_python({**document["state"], **envelope})
        aggregate.version, aggregate.sequence = document["version"], document["sequence"]
        return aggregate


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save has done.

    ``event`` is the id of the last event recorded, for the ``Levelfield-Event`` header; empty without any.
    """

    version: int
    event: str


class Aggregates[A: Aggregate]:
    """One tenant's aggregates of one kind.

    Args:
        shelf: where they are kept.
        tenant: whose they are; never empty.
        cause: what led to the changes.
        session: the transaction to write in, for a policy; a command has none and shares a group commit.
    """

    def __init__(
        self, shelf: AggregateShelf[A], tenant: str, cause: Cause, session: Session | None = None
    ) -> None:
        if not tenant:
            raise ValueError("a store needs a tenant")
        self._shelf = shelf
        self._tenant = tenant
        self._cause = cause
        self._session = session
        self._waiting: dict[str, list[Document]] = {}
        self.broken: LineFailed | None = None
        """In a transaction: what has ended it. Nothing more can be written in it, whoever caught it."""

        self.committed: list[Pending] = []
        """In a transaction: what is to be announced once it is through."""

    def _document_id(self, aggregate_id: str) -> str:
        return f"{self._tenant}/{aggregate_id}"

    async def find(self, aggregate_id: str) -> A | None:
        """The aggregate, or None if this tenant has none of that id."""
        query = {"_id": self._document_id(aggregate_id), "tenant": self._tenant}
        document = await self._shelf.collection.find_one(query, session=self._session)
        return self._take(document) if document else None

    async def find_by(self, field: str, value: Any) -> A | None:
        """The aggregate whose unique field has this value, or None."""
        query = {"tenant": self._tenant, f"state.{field}": value}
        document = await self._shelf.collection.find_one(query, session=self._session)
        return self._take(document) if document else None

    async def load(self, aggregate_id: str) -> A:
        """The aggregate.

        Raises:
            NotFound: this tenant has none of that id.
        """
        aggregate = await self.find(aggregate_id)
        if aggregate is None:
            raise NotFound("not-found", f"There is no such {self._shelf.kind.type.kind} here.")
        return aggregate

    async def made_by(self, aggregate_id: str) -> str | None:
        """The fingerprint of the request that made it, empty if it had none; None without aggregate."""
        query = {"_id": self._document_id(aggregate_id), "tenant": self._tenant}
        document = await self._shelf.collection.find_one(query, {"made_by": 1}, session=self._session)
        return str(document["made_by"]) if document else None

    def _take(self, document: Document) -> A:
        aggregate = self._shelf.rebuild(document)
        self._waiting[aggregate.id] = document["outbox"]
        return aggregate

    async def add(self, aggregate: A, made_by: str = "") -> Saved:
        """Saves a new aggregate.

        Args:
            aggregate: never saved before.
            made_by: the fingerprint of the request, so that its repetition can be told from another's.

        Raises:
            AlreadyExists: there is one with this id.
            Duplicate: there is one with the same value in a unique field.
        """
        now = self._shelf.clock()
        new = outbox.entries(aggregate.recorded, 0, now, self._cause)
        document: Document = {
            "_id": self._document_id(aggregate.id),
            "tenant": aggregate.tenant,
            "version": 1,
            "sequence": len(new),
            "created": now,
            "made_by": made_by,
            "state": self._shelf.state(aggregate),
            "outbox": new,
        }
        if new:
            document["pending_since"] = now
        self._check_tenant(aggregate)
        raise_for(await self._insert(document), AlreadyExists())
        return self._done(aggregate, 1, new)

    async def save(self, aggregate: A) -> Saved:
        """Saves a loaded aggregate with what it recorded.

        Raises:
            Stale: somebody else saved it since it was loaded.
            Duplicate: another has the same value in a unique field.
        """
        self._check_tenant(aggregate)
        now = self._shelf.clock()
        new = outbox.entries(aggregate.recorded, aggregate.sequence, now, self._cause)
        changes: Document = {
            "state": self._shelf.state(aggregate),
            "version": aggregate.version + 1,
            "sequence": aggregate.sequence + len(new),
        }
        update: Document = {"$set": changes}
        if new:
            update["$push"] = {"outbox": {"$each": new}}
            update["$min"] = {"pending_since": now}
        query = {
            "_id": self._document_id(aggregate.id),
            "tenant": self._tenant,
            "version": aggregate.version,
        }
        conflict = Stale("changed-meanwhile", "Somebody else changed this since you read it. Read it again.")
        raise_for(await self._update(statement(query, update, upsert=True)), conflict)
        return self._done(aggregate, aggregate.version + 1, [*self._waiting.get(aggregate.id, ()), *new])

    async def _insert(self, document: Document) -> Outcome:
        if self._session is None:
            return await self._shelf.insert(document)
        return await self._in_transaction(self._session, "insert", document)

    async def _update(self, line: Document) -> Outcome:
        if self._session is None:
            return await self._shelf.update(line)
        return await self._in_transaction(self._session, "update", line)

    async def _in_transaction(self, session: Session, command: str, line: Document) -> Outcome:
        try:
            await run_in(session, self._shelf.collection, command, [line])
        except LineFailed as failed:
            self.broken = failed
            return failed.write_error
        return None

    def _done(self, aggregate: A, version: int, waiting: list[Document]) -> Saved:
        faults.reached("after-commit")
        aggregate.version = version
        aggregate.sequence += len(aggregate.recorded)
        aggregate.recorded.clear()
        self._waiting[aggregate.id] = waiting
        event = f"{aggregate.subject}#{aggregate.sequence}" if aggregate.sequence else ""
        document_id = self._document_id(aggregate.id)
        collection = self._shelf.kind.collection
        whole = outbox.pending(collection, document_id, self._tenant, aggregate.subject, waiting)
        if whole:
            self._announce(whole)
        return Saved(version, event)

    def _announce(self, whole: Pending) -> None:
        if self._session is None:
            self._shelf.announcer.announce(whole)
        else:
            self.committed.append(whole)

    def _check_tenant(self, aggregate: A) -> None:
        if aggregate.tenant != self._tenant:
            raise ValueError("an aggregate of another tenant")
