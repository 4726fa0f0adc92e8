"""A lead has a message that failed tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.delivery import Delivery
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RetryDelivery:
    """Which one, and when it is."""

    delivery_id: str
    at: datetime


async def retry_delivery(command: RetryDelivery, deliveries: Store[Delivery]) -> Saved:
    """It is due at once, from the first attempt.

    Raises:
        NotFound: there is none of that id.
        Refused: it did not fail.
    """
    return await change(deliveries, command.delivery_id, lambda one: one.retry(command.at))
