"""Notifications without Kafka: events are applied as a lane would, and what they made is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

from services.notifications.definition import NOTIFICATIONS
from services.notifications.domain.delivery import Delivery
from services.notifications.kinds import DELIVERIES
from shared.contracts.event import Event
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.envelope import Envelope
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import Client, Database
from shared.persistence.outbox import Cause
from tests.support.replica import Replica, replica_of

TENANT = "mental-health-ni"


class Notified:
    """One installation of notifications, as it is between two events."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self.database, self.replica = database, replica
        self._sequences: Counter[str] = Counter()

    async def hear(self, event: Event, about: str, at: datetime, tenant: str = TENANT) -> Arrival:
        """The next event of that aggregate, applied; given back so that it can be applied again."""
        subject = f"{event.aggregate}/{about}"
        self._sequences[tenant + subject] += 1
        envelope = Envelope(tenant, subject, self._sequences[tenant + subject], event.type, at)
        headers = cast("Any", envelope.headers())
        message = Message(event.topic, 0, 0, envelope.key(), headers, event.model_dump_json().encode())
        arrival = arrival_of(message, event.owner)
        await self.replica.apply(arrival)
        return arrival

    def store(self, kind: AggregateKind[Any], tenant: str = TENANT) -> Aggregates[Any]:
        return Aggregates(self.replica.shelves[kind.collection], tenant, Cause())

    async def deliveries(self) -> list[Delivery]:
        return list(await self.store(DELIVERIES).page({}, 100))

    async def told(self) -> list[tuple[str, str]]:
        """To whom a message of which kind is queued, or was."""
        return sorted((one.participant_id, one.message.value) for one in await self.deliveries())


@asynccontextmanager
async def notified_on(client: Client, database: Database) -> AsyncGenerator[Notified]:
    """Notifications on that database, with nothing heard yet."""
    async with replica_of(client, database, NOTIFICATIONS) as replica:
        yield Notified(database, replica)
