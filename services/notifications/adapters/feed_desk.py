"""One tenant's feed inside a transaction, for whoever numbers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.notifications.commands.messages import new_message
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.kinds import FEED, FEED_MEMBERS, FEED_TURNS, SUBSCRIPTIONS, WEBHOOK_MESSAGES
from shared.messaging.policy import Work
from shared.persistence.store import each
from shared.web.context import new_id


class WorkingFeedDesk:
    """``FeedDesk`` in one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._line = work.line(FEED)
        self._members = work.records(FEED_MEMBERS)

    async def waiting(self, limit: int) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """See ``FeedDesk``."""
        await self._work.records(FEED_TURNS).put("turn", {"taken": new_id()})
        return await self._line.waiting(limit)

    async def number(self, events: Sequence[tuple[str, Sequence[str]]]) -> int:
        """See ``FeedDesk``."""
        told = [(event_id, {"organisations": list(concerned)}) for event_id, concerned in events]
        return await self._line.number(told)

    async def put_aside(self, events: Mapping[str, str]) -> None:
        """See ``FeedDesk``."""
        await self._line.put_aside(events)

    async def release(self, whose: set[str]) -> None:
        """See ``FeedDesk``."""
        await self._line.release(whose)

    async def organisations_of(self, whose: set[str]) -> Mapping[str, str | None]:
        """See ``FeedDesk``."""
        found = await self._members.find_many(whose)
        return {who: fields["organisation"] for who, fields in found.items()}

    async def belong(self, whose: Mapping[str, str | None]) -> None:
        """See ``FeedDesk``."""
        told = {who: {"organisation": organisation} for who, organisation in whose.items()}
        await self._members.put_all(told)

    async def hand_over(self, events: Sequence[FeedEvent], now: datetime) -> None:
        """See ``FeedDesk``."""
        if not events:
            return
        async for subscription in each(
            self._work.aggregates(SUBSCRIPTIONS), {"disabled": None, "ended": False}
        ):
            for event in events:
                if subscription.wants(event.type, event.organisations):
                    message_id = f"{subscription.id}/{event.id}"
                    self._work.note(WEBHOOK_MESSAGES, message_id, new_message(subscription.id, event.id, now))
