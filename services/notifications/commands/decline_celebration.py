"""The lead says that something is no celebration."""

from __future__ import annotations

from services.notifications.domain.celebration import Celebration
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


async def decline_celebration(celebration_id: str, celebrations: Store[Celebration]) -> Saved:
    """Declines what is proposed, for good. Again changes nothing.

    Raises:
        NotFound: there is none of that id.
        Refused: it is published, or was.
    """
    return await change(celebrations, celebration_id, lambda one: one.decline())
