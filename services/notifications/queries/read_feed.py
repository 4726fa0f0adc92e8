"""The feed: what happened in a collaborative, in one order, from a position on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from services.notifications.domain.feed_event import FeedEvent
from shared.persistence.line import Entry


class FeedLine(Protocol):
    """One tenant's feed, to be read; ``Line`` is one."""

    async def last(self) -> int: ...

    async def after(
        self, position: int, limit: int, where: Mapping[str, Any] | None = None, until: int | None = None
    ) -> list[Entry]: ...


@dataclass(frozen=True, kw_only=True)
class WantedEvents:
    """Which events of a tenant; empty ``types`` stands for all types, None for all organisations."""

    tenant: str
    types: Collection[str] = ()
    organisations: Collection[str] | None = None
    """Only what concerns one of these, as organisations are told it."""

    def fields(self) -> dict[str, Any]:
        """The condition, by the names of the fields."""
        found: dict[str, Any] = {}
        if self.types:
            found["type"] = {"$in": sorted(self.types)}
        if self.organisations is not None:
            found["organisations"] = {"$in": sorted(self.organisations)}
        return found


async def read_feed(
    wanted: WantedEvents, after: int, limit: int, feed: FeedLine
) -> tuple[Sequence[FeedEvent], int]:
    """Up to ``limit`` events behind a position, and the position to go on after.

    That is also told where nothing was found: all up to there has been looked at.
    """
    last = await feed.last()
    found = await feed.after(after, limit, wanted.fields(), until=last)
    events = [FeedEvent.of(wanted.tenant, one.position, one.id, one.fields) for one in found]
    if wanted.organisations is not None:
        events = [one.for_organisations() for one in events]
    if len(events) == limit:
        return events, events[-1].position
    return events, max(after, last)
