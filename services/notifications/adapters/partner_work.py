"""What a worker does for partners by itself: looks after their topics, and tells what concerns them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog
from aiokafka.errors import KafkaError

from services.notifications.commands.tell_partner import Cursors, TellPartner, tell_partner
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.domain.partnership import Partnership
from services.notifications.kinds import FEED, PARTNER_CURSORS, PARTNERS
from services.notifications.queries.read_feed import WantedEvents, read_feed
from services.notifications.settings import NotificationsSettings
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


def look_after_partners(backbone: Backbone, settings: NotificationsSettings) -> None:
    """Lets the worker do so from time to time."""
    work = PartnerWork(backbone, settings)
    backbone.do_from_time_to_time(Periodic("partners", settings.partner_seconds, work.turn))


class PartnerWork:
    """The work of one process. Partners are gone through side by side: none waits for another's trouble."""

    def __init__(self, backbone: Backbone, settings: NotificationsSettings) -> None:
        self._backbone = backbone
        self._settings = settings
        self._publisher = PartnerPublisher(settings.kafka_bootstrap_servers, settings.topic, backbone.clock)
        self._me = uuid4().hex
        self._made: set[Partner] = set()
        self._gate = asyncio.Semaphore(SIDE_BY_SIDE)

    async def turn(self) -> None:
        """Goes through all partners once."""
        due, last = self._backbone.due(PARTNERS), None
        while places := await due.until(self._backbone.clock().date(), AT_ONCE, last):
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
        if partnership.is_open:
            await self._make_topics(partner)
            await self._tell(partner, partnership)
        else:
            await self._end(partner)

    async def _make_topics(self, partner: Partner) -> None:
        if partner in self._made:
            return
        await apply_topics(
            self._settings.kafka_bootstrap_servers,
            [
                TopicSpec(self._settings.topic(one.name), one.partitions, one.config)
                for one in partner.specs()
            ],
            replication=self._settings.topic_replication,
        )
        self._made.add(partner)

    async def _end(self, partner: Partner) -> None:
        self._made.discard(partner)
        name = self._settings.topic(partner.topic("in"))
        await remove_topics(self._settings.kafka_bootstrap_servers, [name])
        store = self._backbone.aggregates(PARTNERS, partner.tenant, Cause())
        await change(store, partner.spelling, lambda one: one.settled())

    async def _tell(self, partner: Partner, partnership: Partnership) -> None:
        async def publish(events: Sequence[FeedEvent]) -> None:
            await self._publisher.send([_line(partner, event) for event in events])

        command = TellPartner(spelling=partner.spelling, organisation=partnership.organisation, me=self._me)
        await tell_partner(command, _Outward(self._backbone, partner.tenant), publish, self._backbone.clock)


class _Outward:
    def __init__(self, backbone: Backbone, tenant: str) -> None:
        self._backbone = backbone
        self._tenant = tenant

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
    """The event as its owner has published it."""
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
