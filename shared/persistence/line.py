"""A line: a tenant's records in one order, which readers follow by position.

A record of such a kind is about an event, and says so: ``subject``, ``sequence`` and ``time``. It begins with
the ``stage`` "new"; whoever numbers gives it a position, or puts it aside until something is known.

Invariants:
- A position is given once, is never given to another, and is higher than all that were given before: the
  index on tenant and position lets no two through. Whoever numbers at the same time as another ends with
  ``Stale`` and has done nothing.
- All positions of a transaction come to be seen at once, so a reader that has read up to a position has seen
  all that is before it.
- The events of one subject have their positions in the order of their sequences.
- What a reader is shown is durable on a majority: no position is taken back by a failover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.read_concern import ReadConcern

from shared.contracts.refusal import Stale
from shared.persistence.database import Database, Document, LineFailed, Session, run_in, statement
from shared.persistence.records import RecordKind

NEW, ASIDE = "new", "aside"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A record that has its position."""

    position: int
    id: str
    fields: Document


class Line:
    """One tenant's line of one kind.

    Args:
        tenant: whose it is; never empty.
        session: the transaction to work in, without which nothing can be numbered.

    Raises:
        ValueError: there is no tenant, or records of this kind are in no order.
    """

    def __init__(
        self, database: Database, kind: RecordKind, tenant: str, session: Session | None = None
    ) -> None:
        if not tenant or not kind.in_line:
            raise ValueError("a line needs a tenant, and a kind of record that is put into one")
        self._collection = database[kind.collection]
        self._durable = self._collection.with_options(read_concern=ReadConcern("majority"))
        self._tenant = tenant
        self._session = session

    async def last(self) -> int:
        """The highest position there is; 0 without any."""
        query = {"tenant": self._tenant, "position": {"$type": "number"}}
        source = self._collection if self._session else self._durable
        found = await source.find_one(query, {"position": 1}, sort=[("position", -1)], session=self._session)
        return int(found["position"]) if found else 0

    async def after(
        self, position: int, limit: int, where: Mapping[str, Any] | None = None, until: int | None = None
    ) -> list[Entry]:
        """Up to ``limit`` entries behind a position whose fields are like this, in order.

        Args:
            until: the last position that is wanted.
        """
        wanted: Document = {"$gt": position} if until is None else {"$gt": position, "$lte": until}
        query = {**(where or {}), "tenant": self._tenant, "position": wanted}
        source = self._collection if self._session else self._durable
        found = source.find(query, sort=[("position", 1)], limit=limit, session=self._session)
        return [_entry(document) async for document in found]

    async def within(self, since: datetime, until: datetime) -> tuple[int, int]:
        """The first and the last position of what happened from one time to another; (0, 0) without any."""
        time = {"$gte": since, "$lte": until}
        query = {"tenant": self._tenant, "time": time, "position": {"$type": "number"}}
        ends = {"first": {"$min": "$position"}, "last": {"$max": "$position"}}
        found = await self._durable.aggregate([{"$match": query}, {"$group": {"_id": None} | ends}])
        async for one in found:
            return int(one["first"]), int(one["last"])
        return 0, 0

    async def waiting(self, limit: int) -> list[tuple[str, Document]]:
        """About ``limit`` new records, the oldest first, in the order in which they are to be numbered.

        With them come those of the same subjects that wait with a lower sequence, also those put aside.
        """
        new = {"tenant": self._tenant, "stage": NEW}
        found = self._collection.find(new, sort=[("time", 1)], limit=limit, session=self._session)
        highest: dict[str, int] = {}
        async for document in found:
            subject = document["subject"]
            highest[subject] = max(highest.get(subject, 0), document["sequence"])
        waits = {"tenant": self._tenant, "subject": {"$in": list(highest)}, "stage": {"$type": "string"}}
        siblings = await self._collection.find(waits, session=self._session, hint="waiting").to_list()
        return _in_order(one for one in siblings if one["sequence"] <= highest[one["subject"]])

    async def number(self, records: Sequence[tuple[str, Mapping[str, Any]]]) -> int:
        """Gives these waiting records the next positions, and fields; returns the first position.

        Raises:
            Stale: somebody else numbers at the same time. The transaction is over.
        """
        first = await self.last() + 1
        lines = [
            statement(
                {"_id": f"{self._tenant}/{record_id}", "stage": {"$type": "string"}},
                {"$set": {**fields, "position": position}, "$unset": {"stage": "", "aside_for": ""}},
            )
            for position, (record_id, fields) in enumerate(records, start=first)
        ]
        await self._run(lines)
        return first

    async def put_aside(self, records: Mapping[str, str]) -> None:
        """Lets these records wait; the value says for what, and ``release`` names it."""
        lines = [
            statement(
                {"_id": f"{self._tenant}/{record_id}", "stage": {"$type": "string"}},
                {"$set": {"stage": ASIDE, "aside_for": reason}},
            )
            for record_id, reason in records.items()
        ]
        await self._run(lines)

    async def release(self, reasons: Iterable[str]) -> None:
        """Lets what waits for these be numbered next."""
        query = {"tenant": self._tenant, "stage": ASIDE, "aside_for": {"$in": list(reasons)}}
        update = {"$set": {"stage": NEW}, "$unset": {"aside_for": ""}}
        await self._collection.update_many(query, update, session=self._session)

    async def _run(self, lines: Sequence[Document]) -> None:
        if self._session is None:
            raise ValueError("a line is numbered inside a transaction")
        if not lines:
            return
        try:
            met = await run_in(self._session, self._collection, "update", lines)
        except LineFailed as failed:
            if failed.write_error.duplicate:
                raise _numbered_meanwhile() from failed
            raise
        if met != len(lines):
            raise _numbered_meanwhile()


async def tenants_in_line(database: Database, kind: RecordKind) -> list[str]:
    """Those tenants that have new records of this kind: places alone, and nothing of what is in them."""
    stages: list[Document] = [{"$match": {"stage": NEW}}, {"$group": {"_id": "$tenant"}}]
    found = await database[kind.collection].aggregate(stages, hint="stage")
    return sorted([str(one["_id"]) async for one in found])


def _in_order(documents: Iterable[Document]) -> list[tuple[str, Document]]:
    """By time, but each subject by sequence, also where clocks have not agreed."""
    reached: dict[str, datetime] = {}
    keyed: list[tuple[tuple[datetime, str, int], Document]] = []
    for document in sorted(documents, key=lambda one: (one["subject"], one["sequence"])):
        subject = document["subject"]
        time = max(document["time"], reached.get(subject, document["time"]))
        reached[subject] = time
        keyed.append(((time, subject, document["sequence"]), document))
    keyed.sort(key=lambda one: one[0])
    return [(document["_id"].partition("/")[2], _fields(document)) for _, document in keyed]


def _entry(document: Document) -> Entry:
    fields = _fields(document)
    return Entry(position=int(fields.pop("position")), id=document["_id"].partition("/")[2], fields=fields)


def _fields(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in ("_id", "tenant")}


def _numbered_meanwhile() -> Stale:
    return Stale("numbered-meanwhile", "Somebody else is putting these into their order. Leave it to them.")
