"""Notifications on a real MongoDB and without Kafka: events are applied as a lane would, and numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from services.notifications.adapters.feed_desk import WorkingFeedDesk
from services.notifications.commands.number_events import number_all
from services.notifications.definition import NOTIFICATIONS
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.kinds import FEED
from services.notifications.queries.read_feed import WantedEvents, read_feed
from shared.contracts.event import Event
from shared.contracts.registration import ProjectStarted
from shared.messaging.apply import Batch
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.envelope import Envelope
from shared.messaging.unit_of_work import unit_of_work
from shared.persistence.database import Client, Database
from shared.persistence.line import Line, tenants_in_line
from shared.persistence.outbox import Cause
from tests.support.replica import Replica, replica_of

TENANT = "mental-health-ni"
NOON = datetime(2018, 3, 12, 12, tzinfo=UTC)


class Fed:
    """One installation of notifications, as it is between two events."""

    def __init__(self, database: Database, replica: Replica, tenant: str = TENANT) -> None:
        self.database, self.replica, self.tenant = database, replica, tenant
        self._sequences: Counter[str] = Counter()

    def arrival(self, event: Event, about: str, at: datetime, tenant: str = "") -> Arrival:
        """The next event of that aggregate, told at that time."""
        subject = f"{event.aggregate}/{about}"
        self._sequences[subject] += 1
        envelope = Envelope(tenant or self.tenant, subject, self._sequences[subject], event.type, at)
        headers = cast("Any", envelope.headers())
        message = Message(event.topic, 0, 0, envelope.key(), headers, event.model_dump_json().encode())
        return arrival_of(message, event.owner)

    async def hear(self, event: Event, about: str, at: datetime, tenant: str = "") -> Arrival:
        """Applies it, and gives it back so that it can be applied again."""
        arrival = self.arrival(event, about, at, tenant)
        await self.replica.apply(arrival)
        return arrival

    @property
    def line(self) -> Line:
        return Line(self.database, FEED, self.tenant)

    @asynccontextmanager
    async def desks(self, tenant: str) -> AsyncGenerator[WorkingFeedDesk]:
        async with unit_of_work(self.database, self.replica.shelves, tenant, Cause()) as work:
            yield WorkingFeedDesk(work)

    async def number(self, now: datetime) -> int:
        """Numbers what waits; returns how many events that were."""
        return await number_all(lambda: tenants_in_line(self.database, FEED), now, self.desks)

    async def pull(self, after: int = 0, limit: int = 500, **wanted: Any) -> tuple[list[FeedEvent], int]:
        """What the feed gives; ``wanted`` as for ``WantedEvents``."""
        events, following = await read_feed(
            WantedEvents(tenant=self.tenant, **wanted), after, limit, self.line
        )
        return list(events), following

    async def ids(self, **wanted: Any) -> list[str]:
        """The ids of all events in the feed, in order."""
        return [one.id for one in (await self.pull(**wanted))[0]]


@asynccontextmanager
async def fed(client: Client, database: Database) -> AsyncGenerator[Fed]:
    """With everything prepared as a start of the service does."""
    async with replica_of(client, database, NOTIFICATIONS) as replica:
        yield Fed(database, replica)


def made(kind: type[Event], **more: Any) -> Event:
    """The event of the documents, with other values."""
    return kind.model_validate(kind.example | more)


async def happens(feeding: Fed, now: datetime, *names: str, organisation: str = "BHSCT") -> None:
    """Projects of these names begin, a minute after another from noon on, and are numbered."""
    for at, name in enumerate(names):
        event = made(ProjectStarted, organisation=organisation)
        await feeding.hear(event, name, NOON + timedelta(minutes=at))
    await feeding.number(now)


async def lately(feeding: Fed, now: datetime, count: int) -> None:
    """So many projects begin, one each second from noon on, and are numbered."""
    events = [(f"p-{at}", NOON + timedelta(seconds=at)) for at in range(count)]
    arrivals = [feeding.arrival(made(ProjectStarted), name, at) for name, at in events]
    await feeding.replica.apply_batch(Batch(arrivals))
    await feeding.number(now)
