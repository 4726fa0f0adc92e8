"""Ready and live, which are two questions.

*Ready* (may I be given work?) is no while any part has said so, with its reason: starting, a
database away, halted, stopping. Not being ready takes traffic away and nothing else.

*Live* (is the work being done?) is about progress, because a consumer can look alive and be stuck.
Invariant: a part counts as stuck only if it has had work for the whole bound and has not moved
once in it. An idle part is never stuck; neither is one that waits out an outage as long as it
ticks at each attempt, nor one that halted on purpose (it says ``busy(False)`` and ``not_ready``):
a restart would help none of them, and a failed liveness check restarts the process.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

Clock = Callable[[], float]
Probe = Callable[[], Awaitable[object]]

STUCK_AFTER = 60.0
PROBE_SECONDS = 1.0


class Progress:
    """One part's account of itself: has it work, and when did it last move?"""

    def __init__(self, name: str, clock: Clock = time.monotonic) -> None:
        self.name = name
        self._clock = clock
        self._busy = False
        self._moved = clock()

    def tick(self) -> None:
        """Something was done, or tried."""
        self._moved = self._clock()

    def busy(self, has_work: bool) -> None:
        """Whether there is work to do. The clock starts when idle turns to busy."""
        if has_work and not self._busy:
            self._moved = self._clock()
        self._busy = has_work

    def stuck_for(self) -> float:
        """Seconds without a move while there was work; 0 when idle."""
        return self._clock() - self._moved if self._busy else 0.0


class Health:
    """What a process says about itself on ``/health/ready`` and ``/health/live``."""

    def __init__(self, clock: Clock = time.monotonic, stuck_after: float = STUCK_AFTER) -> None:
        self._clock = clock
        self._stuck_after = stuck_after
        self._reasons: dict[str, str] = {}
        self._probes: dict[str, Probe] = {}
        self._progress: dict[str, Progress] = {}
        self._broken: dict[str, str] = {}

    def watch(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Starts a task that must not fail: if it does, the process is neither ready nor live."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        self._broken[task.get_name()] = f"ended by {type(error).__name__}"
        log.error("task_failed", part=task.get_name(), exc_info=error)

    def not_ready(self, name: str, reason: str) -> None:
        """``name`` cannot work for now. The reason is a sentence without personal data."""
        self._reasons[name] = reason

    def ready_again(self, name: str) -> None:
        """``name`` can work again. Saying so twice does no harm."""
        self._reasons.pop(name, None)

    def probe(self, name: str, call: Probe) -> None:
        """Ask ``call`` each time readiness is asked: an exception or silence means not ready."""
        self._probes[name] = call

    def progress(self, name: str) -> Progress:
        """The account of one part, made when first asked for."""
        if name not in self._progress:
            self._progress[name] = Progress(name, self._clock)
        return self._progress[name]

    async def ready(self) -> list[str]:
        """Why no work should come here, one line for each reason; empty when it may."""
        answers = await asyncio.gather(*(self._ask(name, call) for name, call in self._probes.items()))
        told = [f"{name}: {reason}" for name, reason in [*self._reasons.items(), *self._broken.items()]]
        return sorted(told + [answer for answer in answers if answer])

    def live(self) -> list[str]:
        """Which parts have work and are stuck, or have failed for good; empty when all move."""
        stuck = [
            f"{part.name}: has work and made no progress for {part.stuck_for():.0f} s"
            for part in self._progress.values()
            if part.stuck_for() > self._stuck_after
        ]
        return [*stuck, *(f"{name}: {reason}" for name, reason in self._broken.items())]

    @staticmethod
    async def _ask(name: str, call: Probe) -> str:
        # Whatever goes wrong is the answer itself; its class says enough, its text might say too much.
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await call()
        except Exception as error:
            return f"{name}: {type(error).__name__}"
        return ""
