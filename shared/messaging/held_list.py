"""What is held back in one service, as its operator may see it, a page at a time.

Invariant: it is told by class, place and fingerprint of the failure and by the event's own name, as the
quarantine desk tells it; nothing of what an event or a message holds is even read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bson.datetime_ms import DatetimeMS

from shared.persistence.database import Collection, Document

type HeldKind = Literal["failed", "parked", "unreadable"]

_TOLD = ("tenant", "aggregate", "sequence", "type", "state", "reason", "at", "size")
_TOLD_OF_ERRORS = ("class", "at", "fingerprint")


@dataclass(frozen=True)
class HeldLine:
    """An aggregate that goes no further, or a message that is no event.

    Args:
        name: ``<tenant>/<subject>``, or the id of an unreadable message: what the desk knows it by.
        event: at which it stopped; empty for a message that is none, as are tenant, type and error.
        reason: a word of ours: failed, behind or gap, or why a message cannot be read.
        waiting: events, that one among them.
        error: the class of the exception.
        place: the innermost lines of code at which it was raised.
    """

    name: str
    kind: HeldKind
    reason: str
    since: datetime
    tenant: str = ""
    event: str = ""
    type: str = ""
    waiting: int = 0
    error: str = ""
    place: Sequence[str] = ()
    fingerprint: str = ""

    @property
    def place_in_list(self) -> tuple[int, str]:
        """By which the list is sorted, the longest held first: milliseconds since 1970, and the name."""
        return round(self.since.timestamp() * 1000), self.name


class HeldList:
    """The list of one service."""

    def __init__(self, quarantine: Collection) -> None:
        self._quarantine = quarantine

    async def page(self, limit: int, after: tuple[int, str] | None = None) -> list[HeldLine]:
        """Up to ``limit`` lines, the longest held first.

        Args:
            after: the place in the list of the last one of the page before.
        """
        fields = {**dict.fromkeys(_TOLD, 1), **{f"error.{name}": 1 for name in _TOLD_OF_ERRORS}}
        rows = await self._quarantine.aggregate(
            [
                {"$match": {"state": {"$in": ["held", "unreadable"]}}},
                {"$project": fields},
                {"$sort": {"sequence": 1}},
                {"$group": {"_id": _NAME, "first": {"$first": "$$ROOT"}, "waiting": {"$sum": 1}}},
                *([{"$match": _behind(*after)}] if after else []),
                {"$sort": {"first.at": 1, "_id": 1}},
                {"$limit": limit},
            ]
        )
        return [_line(row) async for row in rows]

    async def alike(self, fingerprint: str, limit: int) -> list[str]:
        """Up to ``limit`` aggregates that stopped at failures of this fingerprint, the longest held first."""
        query = {"state": "held", "reason": "failed", "error.fingerprint": fingerprint}
        found = self._quarantine.find(query, {"aggregate": 1}, sort=[("at", 1), ("_id", 1)], limit=limit)
        return [one["aggregate"] async for one in found]


_NAME = {"$ifNull": ["$aggregate", "$_id"]}


def _behind(milliseconds: int, name: str) -> Document:
    at = DatetimeMS(milliseconds)  # which takes any number that a cursor may hold
    return {"$or": [{"first.at": {"$gt": at}}, {"first.at": at, "_id": {"$gt": name}}]}


def _line(row: Document) -> HeldLine:
    first = row["first"]
    if first["state"] == "unreadable":
        return HeldLine(name=row["_id"], kind="unreadable", reason=first["reason"], since=first["at"])
    subject = first["aggregate"].partition("/")[2]
    error: Document = first.get("error", {})
    return HeldLine(
        name=row["_id"],
        kind="parked" if first["reason"] == "gap" else "failed",
        reason=first["reason"],
        since=first["at"],
        tenant=first["tenant"],
        event=f"{subject}#{first['sequence']}",
        type=first["type"],
        waiting=row["waiting"],
        error=error.get("class", ""),
        place=error.get("at", []),
        fingerprint=error.get("fingerprint", ""),
    )
