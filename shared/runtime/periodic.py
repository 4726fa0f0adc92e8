"""Work that a service does by itself from time to time, and not because of a request or an event.

Invariants:
- It begins once the service can work, and stops with it; what it was doing is cut off, so it has to be safe
  to cut off and to do again.
- A failure is logged by its class and tried again at the next turn; it never ends the service.
- Every replica does it: whoever comes second must find nothing left to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from pymongo.errors import PyMongoError

from shared.observability.redaction import describe

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """One such task.

    Args:
        name: under which it is logged.
        every: seconds from the end of a turn to the beginning of the next.
    """

    name: str
    every: float
    turn: Callable[[], Awaitable[None]]

    async def run(self) -> None:
        """Takes turns until cancelled."""
        while True:
            await self._once()
            await asyncio.sleep(self.every)

    async def _once(self) -> None:
        try:
            await self.turn()
        except PyMongoError as error:
            log.warning("periodic_task_put_off", task=self.name, error=type(error).__name__)
        except Exception as error:
            log.error("periodic_task_failed", task=self.name, exception="\n".join(describe(error)))
