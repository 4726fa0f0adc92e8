"""The aims of all collaboratives in which something has moved are looked at, or which were not today."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Protocol

from shared.persistence.due import Place

_AT_ONCE = 100


class Due(Protocol):
    """Where a look is due, in whichever collaborative."""

    async def until(self, day: date, limit: int, after: Place | None = None) -> Sequence[Place]: ...


async def look_at_due_aims(today: date, due: Due, look: Callable[[str], Awaitable[object]]) -> None:
    """Looks once in each collaborative that is on the list now.

    Args:
        look: looks at a tenant's aims, and takes them off the list.
    """
    after: Place | None = None
    while places := await due.until(today, _AT_ONCE, after):
        for place in places:
            await look(place.tenant)
        after = places[-1]
