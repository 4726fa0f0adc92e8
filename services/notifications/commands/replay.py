"""A period of the feed is sent to a subscriber anew, under the ids that the events had the first time.

Invariant: of one subscription and one period there is one replay at a time. What is found and what is kept
are one transaction: however many ask at once, and however often one asks, it is sent once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from services.notifications.commands.messages import new_message
from services.notifications.commands.reaching import Reach, subscription_within
from services.notifications.commands.send_messages import Messages
from services.notifications.commands.send_trial import must_be_active
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.domain.subscription import Subscription
from shared.contracts.refusal import Invalid, Stale
from shared.persistence.changing import again_if_stale
from shared.persistence.line import Entry
from shared.persistence.store import Store

AT_ONCE = 200
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Replay:
    """To which subscription, by whom, under which id, and what happened from when to when."""

    tenant: str
    subscription_id: str
    reach: Reach
    replay_id: str
    since: datetime
    until: datetime
    now: datetime


class Positions(Protocol):
    """One tenant's feed, by time."""

    async def within(self, since: datetime, until: datetime) -> tuple[int, int]: ...


class ReplayDesk(Protocol):
    """What is replayed, inside one tenant's transaction."""

    async def kept(self, period_id: str) -> dict[str, Any] | None: ...

    async def subscription(self, subscription_id: str) -> Subscription | None: ...

    async def events(self, after: int, last: int, limit: int, where: Mapping[str, Any]) -> list[Entry]: ...

    async def go_on(self, period_id: str, fields: Mapping[str, Any]) -> None: ...

    def enqueue(self, message_id: str, fields: Mapping[str, Any]) -> None: ...


type ReplayDesks = Callable[[str], AbstractAsyncContextManager[ReplayDesk]]


async def replay(
    command: Replay, subscriptions: Store[Subscription], feed: Positions, desks: ReplayDesks
) -> None:
    """Lets a period be sent anew. The same request again changes nothing, nor does another one for the same
    period while that is being sent.

    Raises:
        NotFound: the caller has no such subscription.
        Refused: it is disabled.
        Invalid: the period ends before it begins.
        Unavailable: very many ask for it at once.
    """
    subscription = await subscription_within(subscriptions, command.subscription_id, command.reach)
    must_be_active(subscription)
    if command.until < command.since:
        raise Invalid("period-backwards", "The period must end after it begins.")
    first, last = await feed.within(command.since, command.until)
    period_id = f"{subscription.id}/{command.since.isoformat()}/{command.until.isoformat()}"

    async def once() -> None:
        async with desks(command.tenant) as desk:
            kept = await desk.kept(period_id) or {}
            asked: list[str] = kept.get("asked", [])
            if "due" in kept or command.replay_id in asked:
                return
            fields: dict[str, Any] = {
                "group": subscription.id,
                "since": command.since,
                "until": command.until,
                "after": first - 1,
                "last": last,
                "at": command.now,
                "asked": [*asked, command.replay_id],
            }
            await desk.go_on(period_id, fields | ({"due": command.now} if last else {}))

    await again_if_stale(once)


async def go_on_with_replays(
    replays: Messages, desks: ReplayDesks, clock: Callable[[], datetime], new_token: Callable[[], str]
) -> int:
    """Makes the messages of all replays that are not through; returns how many messages that were."""
    made = 0
    while (claim := await replays.claim(clock(), LEASE, new_token())) is not None:
        try:
            async with desks(claim.tenant) as desk:
                made += await _some(claim.tenant, claim.id, desk, clock())
        except Stale:
            continue  # It was held for longer than the lease: whoever has it by now goes on.
    return made


async def _some(tenant: str, period_id: str, desk: ReplayDesk, now: datetime) -> int:
    kept = await desk.kept(period_id)
    if kept is None:
        return 0
    rest = {name: value for name, value in kept.items() if name not in ("due", "claim")}
    subscription = await desk.subscription(kept["group"])
    if subscription is None or not subscription.is_active:
        await desk.go_on(period_id, rest)
        return 0
    period = {"time": {"$gte": kept["since"], "$lte": kept["until"]}}
    found = await desk.events(kept["after"], kept["last"], AT_ONCE, period)
    count = 0
    for entry in found:
        event = FeedEvent.of(tenant, entry.position, entry.id, entry.fields)
        if subscription.wants(event.type, event.organisations):
            desk.enqueue(f"{period_id}/{event.id}", new_message(subscription.id, event.id, now))
            count += 1
    more = {"after": found[-1].position, "due": now} if len(found) == AT_ONCE else {}
    await desk.go_on(period_id, rest | more)
    return count
