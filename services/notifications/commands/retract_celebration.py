"""The lead takes a celebration back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.domain.celebration import Celebration
from shared.contracts.notifications import RetractedFor
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RetractCelebration:
    """Which one, and on which day."""

    celebration_id: str
    on: date


async def retract_celebration(command: RetractCelebration, celebrations: Store[Celebration]) -> Saved:
    """Takes back what is published, from everybody and for good. Again changes nothing.

    Raises:
        NotFound: there is none of that id.
        Refused: it was never published.
    """
    return await change(
        celebrations, command.celebration_id, lambda one: one.retract(RetractedFor.BY_HAND, command.on)
    )
