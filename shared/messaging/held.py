"""Counting what is held back: for the metrics, for operators, and for the halt to start from what it knew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

import structlog
from pymongo.errors import PyMongoError

from shared.messaging.halt import ALIKE_LIMIT
from shared.observability.metrics import PARKED, QUARANTINED, UNDECODABLE
from shared.persistence.database import Collection

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0


async def failures_known(quarantine: Collection) -> list[tuple[str, str, datetime]]:
    """Fingerprint, aggregate and time of the failures in quarantine, the latest first."""
    failed = quarantine.find(
        {"state": "held", "reason": "failed"}, sort=[("at", -1)], limit=ALIKE_LIMIT * 100
    )
    return [(one["error"]["fingerprint"], one["aggregate"], one["at"]) async for one in failed]


@dataclass(frozen=True)
class HeldCounts:
    """How much is held back in one service.

    ``failed`` and ``parked`` are aggregates, behind an event whose handler failed or behind one that has not
    come; ``unreadable`` are messages that are no events.
    """

    failed: int
    parked: int
    unreadable: int


async def count_held(quarantine: Collection) -> HeldCounts:
    """Counts once."""
    return HeldCounts(
        failed=await quarantine.count_documents({"state": "held", "reason": "failed"}),
        parked=len(await quarantine.distinct("aggregate", {"state": "held", "reason": "gap"})),
        unreadable=await quarantine.count_documents({"state": "unreadable"}),
    )


class HeldGauges:
    """Keeps the gauges of one service's quarantine up to date."""

    def __init__(self, quarantine: Collection, service: str) -> None:
        self._quarantine = quarantine
        self._quarantined = QUARANTINED.labels(service)
        self._parked = PARKED.labels(service)
        self._unreadable = UNDECODABLE.labels(service)

    async def run(self) -> None:
        """Counts until cancelled."""
        while True:
            try:
                await self.measure()
            except PyMongoError as error:
                log.info("quarantine_not_counted", error=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def measure(self) -> None:
        """Counts once."""
        found = await count_held(self._quarantine)
        self._quarantined.set(found.failed)
        self._parked.set(found.parked)
        self._unreadable.set(found.unreadable)
