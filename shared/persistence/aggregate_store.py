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

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import NotFound
from shared.messaging import faults
from shared.persistence import outbox
from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.changing import changed_meanwhile, unchanged
from shared.persistence.database import Document, LineFailed, Outcome, Session, run_in, statement
from shared.persistence.outbox import Cause, Pending
from shared.persistence.outcomes import AlreadyExists, raise_for
from shared.persistence.store import Saved
from shared.persistence.together import Wish


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
        """An aggregate whose field has this value, or None."""
        query = {"tenant": self._tenant, f"state.{field}": {"$eq": value} | _set_if_text(value)}
        document = await self._shelf.collection.find_one(query, session=self._session)
        return self._take(document) if document else None

    async def find_all_by(self, field: str, values: Iterable[str]) -> Sequence[A]:
        """The aggregates whose field has one of these values."""
        query = {"tenant": self._tenant, f"state.{field}": {"$in": list(values)} | _set_if_text("")}
        found = self._shelf.collection.find(query, session=self._session)
        return [self._take(document) async for document in found]

    async def find_many(self, aggregate_ids: Iterable[str]) -> dict[str, A]:
        """Those of the aggregates that this tenant has, by id."""
        ids = [self._document_id(aggregate_id) for aggregate_id in aggregate_ids]
        query = {"_id": {"$in": ids}, "tenant": self._tenant}
        found = self._shelf.collection.find(query, session=self._session)
        taken = [self._take(document) async for document in found]
        return {aggregate.id: aggregate for aggregate in taken}

    async def page(
        self, where: Mapping[str, Any], limit: int, after: Sequence[str] = (), order_by: str = ""
    ) -> Sequence[A]:
        """Up to ``limit`` aggregates whose fields are like this, ordered by a field and then by id.

        Args:
            where: by the names of fields; a value, or a condition of MongoDB's.
            after: of the last one of the page before, the field that orders, if there is one, and the id.
            order_by: a field that holds text or a date; without it the ids alone give the order.
        """
        query: Document = {"tenant": self._tenant} | {f"state.{name}": value for name, value in where.items()}
        sort = [(f"state.{order_by}", 1), ("_id", 1)] if order_by else [("_id", 1)]
        if not order_by:
            # Ids begin with the tenant; without the range, their order would lead through all other tenants'.
            query["_id"] = {"$gte": f"{self._tenant}/", "$lt": f"{self._tenant}0"}
        if after:
            reached = [*after[:-1], self._document_id(after[-1])]
            query["$and"] = [_beyond([name for name, _ in sort], reached)]
        found = self._shelf.collection.find(query, sort=sort, limit=limit, session=self._session)
        return [self._take(document) async for document in found]

    async def count_by(self, fields: Sequence[str], where: Mapping[str, Any]) -> dict[tuple[Any, ...], int]:
        """How many aggregates, of those whose fields are like ``where``, have which values in ``fields``."""
        query = {"tenant": self._tenant} | {f"state.{name}": value for name, value in where.items()}
        group = {"_id": [f"$state.{name}" for name in fields], "count": {"$sum": 1}}
        stages: list[Document] = [{"$match": query}, {"$group": group}]
        found = await self._shelf.collection.aggregate(stages, session=self._session)
        return {tuple(one["_id"]): one["count"] async for one in found}

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

    async def decide(self, aggregate_id: str, decision: Callable[[A], None]) -> Saved:
        """Loads an aggregate, lets ``decision`` change it, and saves it if that changed anything.

        Those who do so with the same aggregate at once share the way (``together``).

        Raises:
            NotFound: this tenant has none of that id.
            Unavailable: others were quicker, for seconds.
        """

        async def load() -> A:
            return await self.load(aggregate_id)

        if self._session is not None:
            aggregate = await load()
            decision(aggregate)
            return await self._save_changes(aggregate)
        wish = Wish(decision, self._cause)
        name = self._document_id(aggregate_id)
        return await self._shelf.together.change(name, wish, load, self._save_changes)

    async def _save_changes(self, aggregate: A, causes: Sequence[Cause] = ()) -> Saved:
        if not aggregate.recorded:
            # Few changes record nothing: to read again then costs less than to keep a copy each time.
            before = await self.load(aggregate.id)
            if before.version != aggregate.version:
                raise changed_meanwhile()
            if before == aggregate:
                return unchanged(aggregate)
        return await self.save(aggregate, causes)

    async def save(self, aggregate: A, causes: Sequence[Cause] = ()) -> Saved:
        """Saves a loaded aggregate with what it recorded.

        Args:
            causes: of each event, where they differ.

        Raises:
            Stale: somebody else saved it since it was loaded.
            Duplicate: another has the same value in a unique field.
        """
        self._check_tenant(aggregate)
        now = self._shelf.clock()
        new = outbox.entries(aggregate.recorded, aggregate.sequence, now, causes or self._cause)
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
        raise_for(await self._update(statement(query, update, upsert=True)), changed_meanwhile())
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


def _set_if_text(value: object) -> Document:
    """What a query must say so that MongoDB uses the index of a unique field, which has texts alone in it."""
    return {"$type": "string"} if isinstance(value, str) else {}


def _beyond(names: Sequence[str], reached: Sequence[str]) -> Document:
    """What comes after a place in an order."""
    name, value = names[0], reached[0]
    if len(names) == 1:
        return {name: {"$gt": value}}
    return {"$or": [{name: {"$gt": value}}, {name: value, **_beyond(names[1:], reached[1:])}]}
