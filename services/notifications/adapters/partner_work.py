"""What a worker does for partners by itself: looks after their topics, and tells what concerns them.

Partners are gone through side by side: none waits for another's trouble.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import uuid4

import structlog
from aiokafka.errors import KafkaError

from services.notifications.commands.tell_partner import Cursors, TellPartner, tell_partner
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.domain.partnership import Partnership
from services.notifications.kinds import FEED, PARTNER_CURSORS, PARTNERS
from services.notifications.queries.read_feed import WantedEvents, read_feed
from services.notifications.settings import NotificationsSettings
from shared.local_time import day_in_london
from shared.messaging.envelope import Envelope
from shared.messaging.partner_publisher import Line, PartnerPublisher
from shared.messaging.partner_topics import Partner
from shared.messaging.topics import TopicSpec, apply_topics, remove_topics
from shared.observability.redaction import describe
from shared.persistence.changing import change
from shared.persistence.database import is_infrastructure
from shared.persistence.due import Place
from shared.persistence.outbox import Cause
from shared.runtime.backbone import Backbone
from shared.runtime.periodic import Periodic

log = structlog.get_logger(__name__)

AT_ONCE = 200
SIDE_BY_SIDE = 8


class PartnerWork:
    """The work of one process; a ``Companion`` of its worker."""

    def __init__(self, backbone: Backbone, settings: NotificationsSettings) -> None:
        self._backbone = backbone
        self._settings = settings
        self._publisher = PartnerPublisher(settings.kafka_bootstrap_servers, settings.topic, backbone.clock)
        self._me = uuid4().hex
        self._made: dict[Partner, datetime | None] = {}
        """Whose topics were made here, and which removal that was after."""

        self._gate = asyncio.Semaphore(SIDE_BY_SIDE)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """See ``Companion``."""
        turns = Periodic("partners", self._settings.partner_seconds, self.turn)
        self._task = self._backbone.health.watch(turns.run(), turns.name)

    async def stop(self) -> None:
        """See ``Companion``."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._publisher.stop()

    async def turn(self) -> None:
        """Goes through all partners once."""
        due, last = self._backbone.due(PARTNERS), None
        while places := await due.until(day_in_london(self._backbone.clock()), AT_ONCE, last):
            await asyncio.gather(*map(self._one, places))
            last = places[-1]

    async def _one(self, place: Place) -> None:
        async with self._gate:
            try:
                await self._look_after(Partner(place.tenant, place.aggregate_id))
            except (KafkaError, OSError) as error:
                log.warning("partner_waits", tenant=place.tenant, error=type(error).__name__)
            except Exception as error:
                if is_infrastructure(error):
                    log.warning("partner_waits", tenant=place.tenant, error=type(error).__name__)
                else:
                    log.error("partner_failed", tenant=place.tenant, exception="\n".join(describe(error)))

    async def _look_after(self, partner: Partner) -> None:
        partnership = await self._backbone.aggregates(PARTNERS, partner.tenant, Cause()).find(
            partner.spelling
        )
        if partnership is None:
            return
        if partnership.wants_topics(self._backbone.clock()):
            await self._make_topics(partner, partnership.in_topic_removed_at)
            await self._tell(partner, partnership)
        elif not partnership.is_open:
            await self._remove_in_topic(partner)

    async def _make_topics(self, partner: Partner, after: datetime | None) -> None:
        if partner in self._made and self._made[partner] == after:
            return
        await apply_topics(
            self._settings.kafka_bootstrap_servers,
            [
                TopicSpec(self._settings.topic(one.name), one.partitions, one.config)
                for one in partner.specs()
            ],
            replication=self._settings.topic_replication,
        )
        self._made[partner] = after

    async def _remove_in_topic(self, partner: Partner) -> None:
        self._made.pop(partner, None)
        name = self._settings.topic(partner.topic("in"))
        await remove_topics(self._settings.kafka_bootstrap_servers, [name])
        store = self._backbone.aggregates(PARTNERS, partner.tenant, Cause())
        gone = self._backbone.clock()
        await change(store, partner.spelling, lambda one: one.in_topic_removed(gone))

    async def _tell(self, partner: Partner, partnership: Partnership) -> None:
        async def publish(events: Sequence[FeedEvent]) -> None:
            await self._publisher.send([_line(partner, event) for event in events])

        command = TellPartner(spelling=partner.spelling, organisation=partnership.organisation, me=self._me)
        await tell_partner(command, _Outward(self._backbone, partner.tenant), publish, self._backbone.clock)


class _Outward:
    def __init__(self, backbone: Backbone, tenant: str) -> None:
        self._backbone = backbone
        self._tenant = tenant

    async def is_behind(self, spelling: str) -> bool:
        """See ``Outward``."""
        kept = await self._backbone.records(PARTNER_CURSORS, self._tenant).find(spelling)
        last = await self._backbone.line(FEED, self._tenant).last()
        return last > (kept["position"] if kept else 0)

    @asynccontextmanager
    async def cursors(self) -> AsyncGenerator[Cursors]:
        """See ``Outward``."""
        async with self._backbone.unit_of_work(self._tenant, Cause()) as work:
            yield work.records(PARTNER_CURSORS)

    async def read(self, organisation: str, after: int, limit: int) -> tuple[Sequence[FeedEvent], int]:
        """See ``Outward``."""
        wanted = WantedEvents(tenant=self._tenant, organisations=[organisation])
        return await read_feed(wanted, after, limit, self._backbone.line(FEED, self._tenant))


def _line(partner: Partner, event: FeedEvent) -> Line:
    """The event as the feed tells it, in the form in which its owner has published it."""
    envelope = Envelope(
        tenant=event.tenant,
        subject=event.subject,
        sequence=event.sequence,
        type=event.type,
        time=event.time,
        correlation_id=event.correlation_id,
        causation_id=event.causation_id,
        traceparent=event.traceparent,
    )
    return Line(partner.topic("out"), envelope.key(), event.data.encode(), envelope.headers())
