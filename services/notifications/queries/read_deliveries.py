"""Messages and what became of them, for whoever leads a collaborative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.notifications.domain.delivery import Delivery, DeliveryState
from shared.contracts.notifications import MessageKind
from shared.persistence.store import Reader


@dataclass(frozen=True, kw_only=True)
class WantedDeliveries:
    """Which messages a list shows; None for all."""

    state: DeliveryState | None = None
    participant_id: str | None = None
    message: MessageKind | None = None

    def fields(self) -> dict[str, Any]:
        """The condition, by the names of the fields."""
        told: dict[str, Any] = {}
        if self.state is not None:
            told["state"] = self.state.value
        if self.participant_id is not None:
            told["participant_id"] = self.participant_id
        if self.message is not None:
            told["message"] = self.message.value
        return told


async def list_deliveries(
    wanted: WantedDeliveries, limit: int, after: Sequence[str], deliveries: Reader[Delivery]
) -> tuple[Sequence[Delivery], bool]:
    """A page, the newest first, and whether there are more."""
    found = await deliveries.page(wanted.fields(), limit + 1, after, order_by="newest_first")
    return found[:limit], len(found) > limit
