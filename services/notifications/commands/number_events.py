"""The events that have come are given their positions in the feed, and handed to whoever subscribes to them.

Every worker tries, and one at a time gets through (``Line``). What is numbered, what is known of whom it
concerns, and the messages that follow are one transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.notifications.domain.feed import Concern, Waiting, settle
from services.notifications.domain.feed_event import FeedEvent
from shared.contracts.refusal import Stale

AT_ONCE = 500


class FeedDesk(Protocol):
    """One tenant's feed inside a transaction."""

    async def waiting(self, limit: int) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Events without a position, in the order in which they are to get theirs, each with its id."""
        ...

    async def number(self, events: Sequence[tuple[str, Sequence[str]]]) -> int:
        """Gives these the next positions and the organisations they concern; returns the first position."""
        ...

    async def put_aside(self, events: Mapping[str, str]) -> None:
        """Lets these wait for somebody."""
        ...

    async def release(self, whose: set[str]) -> None:
        """Lets what waits for these be numbered next."""
        ...

    async def organisations_of(self, whose: set[str]) -> Mapping[str, str | None]:
        """Of those who are known."""
        ...

    async def belong(self, whose: Mapping[str, str | None]) -> None:
        """Keeps to which organisation these belong."""
        ...

    async def hand_over(self, events: Sequence[FeedEvent], now: datetime) -> None:
        """Makes a message of each event for whoever subscribes to it."""
        ...


type FeedDesks = Callable[[str], AbstractAsyncContextManager[FeedDesk]]
"""The desk of a tenant, in a transaction that ends with the block."""


@dataclass(frozen=True, kw_only=True)
class NumberEvents:
    """In which collaborative, and when."""

    tenant: str
    now: datetime


async def number_events(command: NumberEvents, desks: FeedDesks) -> int:
    """Numbers some of the events that wait; returns how many it has looked at.

    Raises:
        Stale: somebody else does so at the moment; nothing was done.
    """
    async with desks(command.tenant) as desk:
        found = await desk.waiting(AT_ONCE)
        waiting = [_waiting(event_id, fields) for event_id, fields in found]
        whose = {who for one in waiting for who in one.concern.whose}
        whose |= {one.subject.removeprefix("participant/") for one in waiting if _of_participant(one)}
        settled = settle(waiting, await desk.organisations_of(whose))
        first = await desk.number(settled.numbered)
        await desk.put_aside(settled.aside)
        await desk.belong(settled.belongs)
        if settled.came_to_be_known:
            await desk.release(settled.came_to_be_known)
        kept = dict(found)
        numbered = [
            FeedEvent.of(command.tenant, position, event_id, {**kept[event_id], "organisations": concerned})
            for position, (event_id, concerned) in enumerate(settled.numbered, start=first)
        ]
        await desk.hand_over(numbered, command.now)
    return len(settled.numbered)


async def number_all(tenants: Callable[[], Awaitable[Sequence[str]]], now: datetime, desks: FeedDesks) -> int:
    """Numbers whatever waits in any collaborative; returns how many events that were."""
    total = 0
    for tenant in await tenants():
        try:
            while done := await number_events(NumberEvents(tenant=tenant, now=now), desks):
                total += done
        except Stale:
            continue  # Another worker is at it.
    return total


def _of_participant(one: Waiting) -> bool:
    return one.subject.startswith("participant/")


def _waiting(event_id: str, fields: Mapping[str, Any]) -> Waiting:
    concern = Concern(
        organisations=tuple(fields["organisations"]),
        whose=tuple(fields["whose"]),
        belongs=fields["belongs"],
    )
    return Waiting(id=event_id, subject=fields["subject"], concern=concern)
