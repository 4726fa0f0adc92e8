"""A partner is told what concerns it: the events of the feed, in order, as they are.

Invariant: the position that is kept is never beyond what Kafka has. Two who are at it at once tell some
events twice, and none before an earlier one was told: who reads skips what is not above the last sequence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from services.notifications.domain.feed_event import FeedEvent
from shared.contracts.refusal import Stale

AT_ONCE = 200
LEASE = timedelta(seconds=30)


class Cursors(Protocol):
    """One tenant's positions, in a transaction."""

    async def find(self, record_id: str) -> dict[str, Any] | None: ...

    async def put(self, record_id: str, fields: Any) -> None: ...


class Outward(Protocol):
    """The outside, for one tenant."""

    async def is_behind(self, spelling: str) -> bool:
        """Whether the feed goes on behind what a partner was told, as far as can be seen at a glance."""
        ...

    def cursors(self) -> AbstractAsyncContextManager[Cursors]:
        """Those in a transaction that ends with the block; raises Stale if another was quicker."""
        ...

    async def read(self, organisation: str, after: int, limit: int) -> tuple[Sequence[FeedEvent], int]:
        """What concerns the organisation behind a position, and the position to go on after."""
        ...


@dataclass(frozen=True, kw_only=True)
class TellPartner:
    """Which one, and who tells it."""

    spelling: str
    organisation: str
    me: str


async def tell_partner(
    command: TellPartner,
    outward: Outward,
    publish: Callable[[Sequence[FeedEvent]], Awaitable[None]],
    now: Callable[[], datetime],
) -> int:
    """Publishes what there is to tell, and keeps how far it got; returns how many events that were.

    Raises:
        Whatever ``publish`` raises; then nothing is kept, and it is told again.
    """
    told = 0
    if not await outward.is_behind(command.spelling):
        return told
    while True:
        position = await _hold(command, outward, now())
        if position is None:
            return told
        events, following = await outward.read(command.organisation, position, AT_ONCE)
        if events:
            await publish(events)
        if following != position:
            await _keep(command, outward, following, now())
        told += len(events)
        if len(events) < AT_ONCE:
            return told


async def _hold(command: TellPartner, outward: Outward, now: datetime) -> int | None:
    """The position to go on after; None while another is at it."""
    try:
        async with outward.cursors() as cursors:
            kept = await cursors.find(command.spelling) or {"position": 0, "by": "", "until": now}
            if kept["by"] != command.me and kept["until"] > now:
                return None
            if kept["by"] != command.me or kept["until"] - now < LEASE / 2:
                await cursors.put(
                    command.spelling, {"position": kept["position"], "by": command.me, "until": now + LEASE}
                )
            return int(kept["position"])
    except Stale:
        return None


async def _keep(command: TellPartner, outward: Outward, position: int, now: datetime) -> None:
    try:
        async with outward.cursors() as cursors:
            kept = await cursors.find(command.spelling)
            if kept is not None and kept["by"] == command.me and kept["position"] < position:
                await cursors.put(
                    command.spelling, {"position": position, "by": command.me, "until": now + LEASE}
                )
    except Stale:
        return  # another has taken over, and tells the same again
