"""What nobody has to look at is published, by the worker and within seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Protocol

import structlog
from pymongo.errors import PyMongoError

from shared.observability.redaction import describe
from shared.persistence.due import Place

log = structlog.get_logger(__name__)

AT_ONCE = 100


class Due(Protocol):
    """What is due; ``DueList`` is one."""

    async def until(self, day: date, limit: int, after: Place | None = None) -> Sequence[Place]: ...


async def publish_approved(on: date, due: Due, publish: Callable[[Place], Awaitable[None]]) -> None:
    """Publishes all that is approved. One that fails for a reason of its own keeps none of the others."""
    last: Place | None = None
    while places := await due.until(on, AT_ONCE, last):
        for place in places:
            try:
                await publish(place)
            except PyMongoError:
                raise
            except Exception as error:
                log.error("celebration_not_published", exception="\n".join(describe(error)))
        last = places[-1]
