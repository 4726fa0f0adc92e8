"""What has become due, in whichever collaborative: the list that a periodic task works off.

Invariant: it gives places alone, a tenant and an id. Whoever works them off loads and saves through that
tenant's own store, and decides anew there whether anything is to be done. The index begins with the day and
holds only what has one, so that a look costs nothing while nothing is due, however many tenants there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.database import Document


class Place(NamedTuple):
    """Where something is due."""

    on: date
    tenant: str
    aggregate_id: str


class DueList:
    """The aggregates of one kind, of all tenants, by the day on which something is to be done with them.

    Raises:
        ValueError: nothing of this kind is ever due.
    """

    def __init__(self, shelf: AggregateShelf[Any]) -> None:
        if not shelf.kind.due:
            raise ValueError(f"{shelf.kind.collection} has no field that says when something is due")
        self._shelf = shelf
        self._field = f"state.{shelf.kind.due}"

    async def until(self, day: date, limit: int, after: Place | None = None) -> Sequence[Place]:
        """Up to ``limit`` places where something is due on that day or before it, the oldest first.

        Args:
            after: the last one of the list before.
        """
        query: Document = {self._field: {"$type": "string", "$lte": day.isoformat()}}
        if after:
            reached, last = after.on.isoformat(), f"{after.tenant}/{after.aggregate_id}"
            query["$or"] = [{self._field: {"$gt": reached}}, {self._field: reached, "_id": {"$gt": last}}]
        found = self._shelf.collection.find(
            query, {self._field: 1}, sort=[(self._field, 1), ("_id", 1)], limit=limit, hint="due"
        )
        return [_place(document, self._shelf.kind.due) async for document in found]


def _place(document: Document, field: str) -> Place:
    tenant, _, aggregate_id = document["_id"].partition("/")
    return Place(date.fromisoformat(document["state"][field]), tenant, aggregate_id)
