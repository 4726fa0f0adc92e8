"""What has become due, in whichever collaborative: the list that a periodic task works off.

Invariant: it gives places alone, a tenant and an id. Whoever works them off loads and saves through that
tenant's own store, and decides anew there whether anything is to be done. The index begins with the day, or
with the instant for a kind whose ``due`` is one, and holds only what has one, so that a look costs nothing
while nothing is due, however many tenants there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.database import Document


class Place(NamedTuple):
    """Where something is due. ``on`` is an instant for a kind that is due by the instant."""

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
            day: an instant, with its offset, for a kind that is due by the instant.
            after: the last one of the list before.
        """
        query: Document = {self._field: {"$type": self._shelf.kind.due_type, "$lte": _kept(day)}}
        if after:
            reached, last = _kept(after.on), f"{after.tenant}/{after.aggregate_id}"
            query["$or"] = [{self._field: {"$gt": reached}}, {self._field: reached, "_id": {"$gt": last}}]
        found = self._shelf.collection.find(
            query, {self._field: 1}, sort=[(self._field, 1), ("_id", 1)], limit=limit, hint="due"
        )
        return [_place(document, self._shelf.kind.due) async for document in found]


def _kept(when: date) -> str | datetime:
    """As MongoDB has it: a day is kept as text, an instant as what it is."""
    return when if isinstance(when, datetime) else when.isoformat()


def _place(document: Document, field: str) -> Place:
    tenant, _, aggregate_id = document["_id"].partition("/")
    when = document["state"][field]
    return Place(when if isinstance(when, datetime) else date.fromisoformat(when), tenant, aggregate_id)
