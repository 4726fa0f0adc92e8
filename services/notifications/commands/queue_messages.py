"""Messages are queued: once for each cause, however often that is heard of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.delivery import Cause, Delivery
from shared.contracts.notifications import MessageKind
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class QueueMessages:
    """Who is to receive a message of which kind, and why.

    ``at`` is when the cause came about.
    """

    tenant: str
    people: Iterable[str]
    message: MessageKind
    cause: Cause
    at: datetime


async def queue_messages(command: QueueMessages, deliveries: Store[Delivery]) -> None:
    """Queues what is not there yet. To be called in a transaction: it looks first, and then adds."""
    wanted = [
        Delivery.queue(command.tenant, who, command.message, command.cause, command.at)
        for who in dict.fromkeys(command.people)
    ]
    there = await deliveries.find_many(one.id for one in wanted)
    for delivery in wanted:
        if delivery.id not in there:
            await deliveries.add(delivery)
