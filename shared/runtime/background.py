"""Work that goes on after its request was answered: named, bounded in number, ended with the process.

Invariants: of one name there is one piece of work at a time; no more is in hand than was allowed; nothing is
left running after ``stop``. Work that is cut must be able to go on from what it has committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from shared.contracts.refusal import Unavailable

log = structlog.get_logger(__name__)

_RETRY_AFTER = 10


class Background:
    """The work in hand of one process.

    Args:
        most: how many pieces there may be at a time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.beginning = asyncio.Lock()
        """Held by whoever looks whether a piece of work is in hand and begins it if not."""

    def has(self, name: str) -> bool:
        """Whether work of this name is in hand."""
        return name in self._tasks

    def must_have_room(self) -> None:
        """To be asked before anything is written down that the work would have to finish.

        Raises:
            Unavailable: there is as much in hand as there may be.
        """
        if len(self._tasks) >= self._most:
            sentence = "There is as much in hand already as can be done at a time. Try again in a moment."
            raise Unavailable("busy", sentence, retry_after=_RETRY_AFTER)

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Begins; what the work raises is logged, and is nobody else's concern."""
        task = asyncio.create_task(work, name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._ended(name, done))

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._tasks[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background_work_failed", error=type(error).__name__, exc_info=error)

    async def stop(self, within: float) -> None:
        """Waits ``within`` seconds for what is in hand, and then cuts it."""
        tasks = list(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
