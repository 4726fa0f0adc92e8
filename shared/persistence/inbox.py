"""The inbox: one watermark for each aggregate, the last sequence of it that was applied here.

Invariants:
- A watermark moves in the same transaction as the effects it stands for, and only from the value that was
  read: whoever works with an old value fails and reads again. So neither a second replica, nor a
  predecessor that is not quite dead, nor an operator's retry can apply an event twice.
- Watermarks never expire, so a replay of old topics is harmless at any age.
- Beside them stands the lane's own line, the last offset applied of a partition. Every batch moves it from
  the epoch it knows; whoever raises the epoch stops the batches of all others.
"""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from shared.persistence.database import (
    Collection,
    Document,
    LineFailed,
    Session,
    run_in,
    statement,
)

type Held = Literal["gap", "quarantine"]

MOST_REMEMBERED = 300_000
FEW = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an aggregate has been applied, and why it goes no further, if it does not."""

    sequence: int = 0
    held: Held | None = None
    queued: int = 0
    """How often something was held back; whoever holds one more raises it, so that none is overlooked."""

    stored: bool = False


UNKNOWN = Mark()


class StaleMark(Exception):
    """A watermark or a lane is not what it was when it was read: read again and start over."""


class Watermarks:
    """A service's watermarks, with those used last kept in memory."""

    def __init__(self, inbox: Collection) -> None:
        self.collection = inbox
        self._known: dict[str, Mark] = {}

    async def read(self, ids: AnyOf[str]) -> dict[str, Mark]:
        """The marks of these aggregates, asking MongoDB once for all that are not remembered."""
        known = self._known
        marks = {mark_id: known[mark_id] for mark_id in ids if mark_id in known}
        missing = [mark_id for mark_id in ids if mark_id not in marks]
        if missing:
            found = self.collection.find({"_id": {"$in": missing}}, {"sequence": 1, "held": 1, "queued": 1})
            async for document in found:
                marks[document["_id"]] = mark_from(document)
            for mark_id in missing:
                marks.setdefault(mark_id, UNKNOWN)
        return marks

    def remember(self, marks: Mapping[str, Mark]) -> None:
        """Keeps what has just been committed; forgets the oldest when there are too many."""
        self._known.update(marks)
        if len(self._known) > MOST_REMEMBERED:
            for mark_id in list(self._known)[: MOST_REMEMBERED // 3]:
                del self._known[mark_id]

    def forget(self, ids: Iterable[str]) -> None:
        """Reads these anew next time."""
        for mark_id in ids:
            self._known.pop(mark_id, None)

    async def move(
        self, session: Session, before: Mapping[str, Mark], after: Mapping[str, Mark], lane: Document | None
    ) -> None:
        """Moves marks, and the lane's line, inside a transaction.

        Raises:
            StaleMark: one of them was moved by somebody else.
        """
        new = [_new(mark_id, mark) for mark_id, mark in after.items() if not before[mark_id].stored]
        moved = [
            _moved(mark_id, before[mark_id], mark)
            for mark_id, mark in after.items()
            if before[mark_id].stored
        ]
        if lane:
            moved.append(lane)
        if len(new) <= FEW:
            # A trip to the server costs more than a few upserts; many of them cost more than inserts.
            moved += [_made(one) for one in new]
            new = []
        try:
            if new:
                await run_in(session, self.collection, "insert", new)
            met = await run_in(session, self.collection, "update", moved) if moved else 0
        except LineFailed as error:
            if error.write_error.duplicate:
                raise StaleMark from error
            raise
        if met != len(moved):
            raise StaleMark


def mark_from(document: Document) -> Mark:
    """The mark in a document of the inbox."""
    return Mark(document["sequence"], document.get("held"), document.get("queued", 0), stored=True)


def _fields(before: Mark, after: Mark) -> Document:
    fields: Document = {"sequence": after.sequence}
    if after.held or before.held:
        fields |= {"held": after.held, "queued": after.queued}
    return fields


def _new(mark_id: str, after: Mark) -> Document:
    return {"_id": mark_id, "tenant": mark_id.partition("/")[0], **_fields(UNKNOWN, after)}


def _made(new: Document) -> Document:
    # Where there is a mark already this is a duplicate, because none has the sequence 0.
    fields = {name: value for name, value in new.items() if name != "_id"}
    return statement({"_id": new["_id"], "sequence": 0}, {"$set": fields}, upsert=True)


def _moved(mark_id: str, before: Mark, after: Mark) -> Document:
    # A null also matches a field that is not there, which is how most marks are.
    query = {"_id": mark_id, "sequence": before.sequence, "held": before.held}
    if before.held:
        query["queued"] = before.queued
    return statement(query, {"$set": _fields(before, after)})


def lane_line(topic: str, partition: int, epoch: str, offset: int) -> Document:
    """The ``update`` line by which a batch says how far its lane is, if the lane is still its own."""
    return statement({"_id": lane_id(topic, partition), "epoch": epoch}, {"$set": {"offset": offset}})


def lane_id(topic: str, partition: int) -> str:
    """The id of a lane's line in the inbox."""
    return f"lane:{topic}/{partition}"


def sessions_beside(inbox_name: str) -> str:
    """Where the lanes of an inbox note their sessions, so that a successor can end them."""
    return f"lane_sessions{inbox_name.removeprefix('inbox')}"
