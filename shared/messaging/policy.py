"""Policies: whenever this happened elsewhere, then do that here.

Invariant: a policy runs once for each event. What it saves is in the same transaction as the watermark
that says the event was applied, so neither is there without the other. A rebuild runs no policy.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from shared.contracts.aggregate import Aggregate
from shared.contracts.event import Event
from shared.messaging.envelope import Envelope
from shared.persistence.aggregate_shelf import AggregateKind, AggregateShelf
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import Database, Document, Session, run_in, statement
from shared.persistence.line import Line
from shared.persistence.outbox import Cause, Pending
from shared.persistence.records import RecordKind, Records
from shared.persistence.store import Reader

NOTED_AT_ONCE = 500
"""Records in one command: with the largest events there are, that is still no more than it may carry."""

type Shelves = Mapping[str, AggregateShelf[Any]]
"""The service's collections of aggregates, by name."""


class Work:
    """What may be touched inside a transaction: one tenant's aggregates and records.

    A policy has that of its batch and the event's tenant; a command may have one of its own.
    """

    def __init__(
        self, shelves: Shelves, database: Database, session: Session, tenant: str, cause: Cause
    ) -> None:
        self._shelves = shelves
        self._database = database
        self._session = session
        self._tenant = tenant
        self._cause = cause
        self._stores: dict[str, Aggregates[Any]] = {}
        self._noted: list[tuple[str, Document]] = []

    def aggregates[A: Aggregate](self, kind: AggregateKind[A]) -> Aggregates[A]:
        """The tenant's aggregates of a kind. What is saved in them is caused by the event."""
        store = self._stores.get(kind.collection)
        if store is None:
            store = Aggregates(self._shelves[kind.collection], self._tenant, self._cause, self._session)
            self._stores[kind.collection] = store
        return store

    def records(self, kind: RecordKind) -> Records:
        """The tenant's records of a kind."""
        return Records(self._database, kind, self._tenant, self._session)

    def line(self, kind: RecordKind) -> Line:
        """The tenant's records of a kind that is put into one order."""
        return Line(self._database, kind, self._tenant, self._session)

    def note(self, kind: RecordKind, record_id: str, fields: Mapping[str, Any]) -> None:
        """Makes a record, unless there is one of that id: with all others of the transaction, at its end.

        For what would otherwise cost a trip to the database for each event of a batch.
        """
        document_id = f"{self._tenant}/{record_id}"
        made = {"$setOnInsert": {**fields, "tenant": self._tenant}}
        self._noted.append((kind.collection, statement({"_id": document_id}, made, upsert=True)))

    @staticmethod
    async def write_down(works: Iterable[Work]) -> None:
        """Makes what was noted in one transaction, in a few commands."""
        lines: dict[str, list[Document]] = {}
        works = list(works)
        for work in works:
            for collection, line in work._noted:
                lines.setdefault(collection, []).append(line)
            work._noted = []
        for collection, noted in lines.items():
            for batch in batched(noted, NOTED_AT_ONCE, strict=False):
                await run_in(works[0]._session, works[0]._database[collection], "update", batch)

    def origin[A: Aggregate](self, kind: AggregateKind[A], tenant: str) -> Reader[A]:
        """Another tenant's aggregates of a kind, to be read alone.

        For the one thing that crosses tenants: what a collaborative brings along from the one that it was
        made from. Whoever made it was allowed to read that one; the event says which it is.
        """
        return Aggregates(self._shelves[kind.collection], tenant, self._cause, self._session)

    @property
    def broken(self) -> Exception | None:
        """What has ended the transaction, though the policy may have caught it."""
        return next((store.broken for store in self._stores.values() if store.broken), None)

    def committed(self) -> list[tuple[AggregateShelf[Any], Pending]]:
        """What is to be announced once the transaction is through."""
        return [
            (self._shelves[name], pending)
            for name, store in self._stores.items()
            for pending in store.committed
        ]


type Reaction[E: Event] = Callable[[E, Envelope, Work], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Policy[E: Event]:
    """Whenever ``event``, then ``react``."""

    event: type[E]
    react: Reaction[E]

    @property
    def name(self) -> str:
        return self.react.__name__
