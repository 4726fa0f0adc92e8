"""Causal reads: whoever made a change can see it in the next service they ask, at once and without polling.

Invariant: a request that names an event is answered only once this service's inbox has applied it, or
refused within a bound. The watermark is asked under the request's own tenant, so another's event is
never seen to exist.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping

from shared.contracts.registry import Contracts
from shared.observability.metrics import CAUSAL_WAIT_SECONDS, CAUSAL_WAITS, Bound
from shared.persistence.database import Collection
from shared.persistence.inbox import Mark

_FIRST_LOOK_AFTER = 0.02
_LONGEST_BETWEEN_LOOKS = 0.1


class AppliedSignal:
    """Wakes those who wait for an aggregate in this process, as soon as its batch is through."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Future[int]]] = {}

    def tell(self, marks: Mapping[str, Mark]) -> None:
        """These aggregates have moved."""
        if not self._waiting:
            return
        for mark_id in self._waiting.keys() & marks.keys():
            for moved in self._waiting[mark_id]:
                if not moved.done():
                    moved.set_result(marks[mark_id].sequence)

    async def wait(self, mark_id: str, timeout: float) -> int:
        """The sequence that the aggregate has moved to, as soon as it does; 0 after ``timeout`` seconds."""
        moved: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        waiters = self._waiting.setdefault(mark_id, set())
        waiters.add(moved)
        try:
            async with asyncio.timeout(timeout):
                return await moved
        except TimeoutError:
            return 0
        finally:
            waiters.discard(moved)
            if not waiters:
                self._waiting.pop(mark_id, None)


class InboxWaiter:
    """Waits for events to be applied in one service.

    Args:
        inbox: the service's watermarks; the worker may well run in another process.
        service: what the service itself owns needs no waiting for.
        listens_to: the owners whose topics it consumes; nothing here follows from any other's events.
    """

    def __init__(
        self,
        inbox: Collection,
        contracts: Contracts,
        service: str,
        listens_to: Iterable[str],
        signal: AppliedSignal,
    ) -> None:
        self._inbox = inbox
        self._contracts = contracts
        self._listens_to = frozenset(listens_to)
        self._signal = signal
        self._waits = Bound(CAUSAL_WAITS, service)
        self._seconds = CAUSAL_WAIT_SECONDS.labels(service)

    async def wait(self, tenant: str, subject: str, sequence: int, timeout: float) -> bool:
        """Whether the event is applied here, waiting up to ``timeout`` seconds for it."""
        owner = self._contracts.owner_of(subject.partition("/")[0])
        if owner not in self._listens_to:
            return True
        begun = time.perf_counter()
        mark_id = f"{tenant}/{subject}"
        looks, between, reached = 0, _FIRST_LOOK_AFTER, 0
        while reached < sequence and not await self._is_applied(mark_id, tenant, sequence):
            looks += 1
            left = timeout - (time.perf_counter() - begun)
            if left <= 0:
                self._waits["timed_out"].inc()
                return False
            reached = await self._signal.wait(mark_id, min(between, left))
            between = min(between * 1.5, _LONGEST_BETWEEN_LOOKS)
        self._waits["waited" if looks else "at_once"].inc()
        self._seconds.observe(time.perf_counter() - begun)
        return True

    async def _is_applied(self, mark_id: str, tenant: str, sequence: int) -> bool:
        query = {"_id": mark_id, "tenant": tenant, "sequence": {"$gte": sequence}}
        return await self._inbox.find_one(query, {"_id": 1}) is not None
