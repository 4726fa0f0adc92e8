"""One tenant's feed inside a transaction, for whoever numbers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.notifications.commands.messages import new_message
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.kinds import FEED, FEED_PEOPLE, FEED_TURNS, SUBSCRIPTIONS, WEBHOOK_MESSAGES
from shared.messaging.policy import Work
from shared.persistence.store import each
from shared.web.context import new_id


class WorkingFeedDesk:
    """``FeedDesk`` in one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._line = work.line(FEED)
        self._people = work.records(FEED_PEOPLE)

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

    async def release(self, people: set[str]) -> None:
        """See ``FeedDesk``."""
        await self._line.release(people)

    async def organisations_of(self, people: set[str]) -> Mapping[str, str | None]:
        """See ``FeedDesk``."""
        found = await self._people.find_many(people)
        return {who: fields["organisation"] for who, fields in found.items()}

    async def belong(self, people: Mapping[str, str | None]) -> None:
        """See ``FeedDesk``."""
        for who, organisation in people.items():
            await self._people.put(who, {"organisation": organisation})

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
