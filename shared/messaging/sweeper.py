"""The sweeper: finds what a crash or an outage left in the outboxes and hands it to the publisher.

Invariant: an event that is committed is published in the end, whatever dies in between; the outbox in
the aggregate's document is the one source. The sweeper looks through the partial index on
``pending_since``, so a look costs nothing while nothing waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from shared.messaging.publisher import OutboxPublisher
from shared.observability.metrics import OUTBOX_OLDEST, OUTBOX_PENDING, OUTBOX_REPUBLISHED
from shared.persistence import outbox
from shared.persistence.aggregate_shelf import AggregateKind, Clock, utc_now
from shared.persistence.database import Collection, Database

log = structlog.get_logger(__name__)

LEFT_BEHIND_AFTER = timedelta(seconds=2)
"""A publication takes milliseconds; what has waited this long has been forgotten."""

EVERY_SECONDS = 1.0
AT_ONCE = 500
MOST_COUNTED = 10_000


class OutboxSweeper:
    """Sweeps one service's outboxes."""

    def __init__(
        self,
        database: Database,
        kinds: Sequence[AggregateKind[Any]],
        publisher: OutboxPublisher,
        service: str,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._publisher = publisher
        self._clock = clock
        self._oldest = OUTBOX_OLDEST.labels(service)
        self._pending = OUTBOX_PENDING.labels(service)
        self._republished = OUTBOX_REPUBLISHED.labels(service)

    async def run(self) -> None:
        """Sweeps until cancelled."""
        while True:
            try:
                await self.sweep()
            except PyMongoError as error:
                log.warning("sweep_failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self) -> int:
        """Hands over what was left behind; returns how many aggregates that were."""
        now = self._clock()
        left_behind_before = now - LEFT_BEHIND_AFTER
        found = waiting = 0
        oldest: datetime | None = None
        for kind in self._kinds:
            count, since = await waiting_in(self._database[kind.collection])
            waiting += count
            oldest = min(filter(None, (oldest, since)), default=None)
            if since is not None and since < left_behind_before and self._publisher.has_room:
                found += await self._hand_over(kind, left_behind_before)
        self._pending.set(waiting)
        self._oldest.set((now - oldest).total_seconds() if oldest else 0)
        return found

    async def _hand_over(self, kind: AggregateKind[Any], before: datetime) -> int:
        found = 0
        documents = self._database[kind.collection].find(
            {"pending_since": {"$lt": before}},
            {"tenant": 1, "outbox": 1},
            sort=[("pending_since", 1)],
            limit=AT_ONCE,
            hint="pending_since",
        )
        async for document in documents:
            tenant, _, aggregate_id = document["_id"].partition("/")
            subject = f"{kind.type.kind}/{aggregate_id}"
            whole = outbox.pending(kind.collection, document["_id"], tenant, subject, document["outbox"])
            if whole and not self._publisher.is_under_way(whole):
                self._publisher.announce(whole)
                self._republished.inc(len(whole.events))
                found += 1
        return found


async def waiting_in(collection: Collection) -> tuple[int, datetime | None]:
    """How many aggregates of a kind have events that wait (10,000 at the most), and since when the oldest."""
    waits = {"pending_since": {"$exists": True}}
    first = await collection.find_one(
        waits, {"pending_since": 1}, sort=[("pending_since", 1)], hint="pending_since"
    )
    if first is None:
        return 0, None
    count = await collection.count_documents(waits, hint="pending_since", limit=MOST_COUNTED)
    return count, first["pending_since"]
