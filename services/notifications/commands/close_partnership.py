"""A partnership is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.domain.partnership import Partnership
from shared.messaging.partner_topics import spelling_of
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ClosePartnership:
    """With which organisation, and on which day."""

    organisation: str
    on: date


async def close_partnership(command: ClosePartnership, partners: Store[Partnership]) -> Saved:
    """Ends both directions. In a moment the topic that the partner writes to is removed, with what is on it.

    Raises:
        NotFound: there never was such a partnership.
    """

    def close(partnership: Partnership) -> None:
        partnership.must_be_with(command.organisation)
        partnership.close(command.on)

    return await change(partners, spelling_of(command.organisation), close)
