"""Records: a tenant's documents that are no aggregates, with no version, no events and no time of creation.

For what must not be tied to a moment or to anything else that is kept: an aggregate's document says when it
was made and when its events happened.

Invariants:
- A store belongs to one tenant and cannot be made without: every query begins with it.
- In a transaction all of it is read and written there. Two who write one record at the same time: one wins,
  and the other's transaction ends with a conflict.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ReplaceOne

from shared.persistence.database import Database, Document, Session


@dataclass(frozen=True)
class RecordKind:
    """How one kind of record is kept.

    Args:
        collection: the name of its collection.
        indexed: a field that is looked up by, or several together; the tenant is put before each.
        in_line: they are put into one order; see ``Line``.
        queued: they say when something is to be done with them; see ``Queue``.
        kept_days: after how many days from the time in ``at`` a record is removed; 0 for never.
    """

    collection: str
    indexed: Sequence[str | tuple[str, ...]] = ()
    in_line: bool = False
    queued: bool = False
    kept_days: int = 0


class Records:
    """One tenant's records of one kind.

    Args:
        tenant: whose they are; never empty.
        session: the transaction to work in, if there is one.
    """

    def __init__(
        self, database: Database, kind: RecordKind, tenant: str, session: Session | None = None
    ) -> None:
        if not tenant:
            raise ValueError("a store needs a tenant")
        self._collection = database[kind.collection]
        self._tenant = tenant
        self._session = session

    async def find(self, record_id: str) -> Document | None:
        """The fields of a record, or None if this tenant has none of that id."""
        found = await self._collection.find_one(self._one(record_id), session=self._session)
        return _fields(found) if found else None

    async def find_many(self, record_ids: Iterable[str]) -> dict[str, Document]:
        """The fields of those of the records that this tenant has, by id."""
        ids = [f"{self._tenant}/{record_id}" for record_id in record_ids]
        query = {"_id": {"$in": ids}, "tenant": self._tenant}
        found = self._collection.find(query, session=self._session)
        return {document["_id"].partition("/")[2]: _fields(document) async for document in found}

    async def page(
        self, where: Mapping[str, Any], order_by: str, limit: int, before: tuple[Any, str] | None = None
    ) -> list[tuple[str, Document]]:
        """Up to ``limit`` records whose fields are like this, with their ids, the highest in a field first.

        Args:
            before: of the last one of the page before, that field and the id.
        """
        query: Document = {**where, "tenant": self._tenant}
        if before:
            reached, last = before[0], f"{self._tenant}/{before[1]}"
            query["$or"] = [{order_by: {"$lt": reached}}, {order_by: reached, "_id": {"$lt": last}}]
        sort = [(order_by, -1), ("_id", -1)]
        found = self._collection.find(query, sort=sort, limit=limit, session=self._session)
        return [(document["_id"].partition("/")[2], _fields(document)) async for document in found]

    async def each(self, where: Mapping[str, Any]) -> AsyncIterator[tuple[str, Document]]:
        """The records whose fields are like this, with their ids, in the order of these."""
        # Ids begin with the tenant; without the range, their order would lead through all other tenants'.
        mine = {"_id": {"$gte": f"{self._tenant}/", "$lt": f"{self._tenant}0"}, "tenant": self._tenant}
        found = self._collection.find({**where, **mine}, sort=[("_id", 1)], session=self._session)
        async for document in found:
            yield document["_id"].partition("/")[2], _fields(document)

    async def put(self, record_id: str, fields: Mapping[str, Any]) -> None:
        """Makes a record, or puts these fields in the place of all it had."""
        whole = {**fields, "tenant": self._tenant}
        await self._collection.replace_one(self._one(record_id), whole, upsert=True, session=self._session)

    async def put_all(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Does so with several, by their ids, in one command."""
        lines = [
            ReplaceOne(self._one(record_id), {**fields, "tenant": self._tenant}, upsert=True)
            for record_id, fields in records.items()
        ]
        if lines:
            await self._collection.bulk_write(lines, session=self._session)

    async def mark(self, record_ids: Iterable[str], field: str, value: str) -> None:
        """Puts a value into a list of these records, where it is not in it yet."""
        ids = [f"{self._tenant}/{record_id}" for record_id in record_ids]
        query = {"_id": {"$in": ids}, "tenant": self._tenant}
        await self._collection.update_many(query, {"$addToSet": {field: value}}, session=self._session)

    async def unmark(self, field: str, value: str) -> None:
        """Takes a value out of a list of all records that have it there."""
        query = {"tenant": self._tenant, field: value}
        await self._collection.update_many(query, {"$pull": {field: value}}, session=self._session)

    async def remove(self, record_id: str) -> bool:
        """Removes a record; False if this tenant has none of that id."""
        done = await self._collection.delete_one(self._one(record_id), session=self._session)
        return done.deleted_count > 0

    async def remove_all(self, where: Mapping[str, Any]) -> int:
        """Removes the records whose fields are like this; returns how many there were."""
        done = await self._collection.delete_many({**where, "tenant": self._tenant}, session=self._session)
        return done.deleted_count

    def _one(self, record_id: str) -> Document:
        return {"_id": f"{self._tenant}/{record_id}", "tenant": self._tenant}


def _fields(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in ("_id", "tenant")}
