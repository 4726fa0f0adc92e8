"""The composition root of notifications: the one file that imports everything and wires it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from services.notifications.adapters.celebration_desk import CelebrationStores
from services.notifications.adapters.feed_desk import WorkingFeedDesk
from services.notifications.adapters.partner_work import PartnerWork
from services.notifications.api.celebrations import celebration_rules_router, celebrations_router
from services.notifications.api.deliveries import deliveries_router
from services.notifications.api.digest import digest_router
from services.notifications.api.feed import feed_router
from services.notifications.api.message_templates import templates_router
from services.notifications.api.partners import partners_router
from services.notifications.api.public_celebrations import (
    national_celebrations_router,
    public_celebrations_router,
)
from services.notifications.api.subscription_care import subscription_care_router
from services.notifications.api.subscriptions import subscriptions_router
from services.notifications.api.wiring import Wiring
from services.notifications.commands.celebration_ports import (
    Addresses,
    CelebrationDesks,
    CollaborativeNames,
)
from services.notifications.commands.number_events import FeedDesk, number_all
from services.notifications.commands.publish_approved import publish_approved
from services.notifications.commands.publish_celebration import PublishCelebration, publish_celebration
from services.notifications.definition import NOTIFICATIONS
from services.notifications.deliveries import Deliveries
from services.notifications.kinds import (
    CELEBRATION_RULES,
    CELEBRATIONS,
    DELIVERIES,
    DIGESTS,
    FEED,
    PARTNERS,
    SUBSCRIPTIONS,
    TEMPLATES,
    WEBHOOK_ATTEMPTS,
    WEBHOOK_MESSAGES,
)
from services.notifications.projections.collaborative import collaborative
from services.notifications.queries.collaborative_names import KnownNames
from services.notifications.settings import NotificationsSettings
from services.notifications.webhooks import Webhooks
from shared.contracts.aggregate import Aggregate
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.commons import EVERYBODY
from shared.persistence.due import Place
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.pictures.png import png_of
from shared.runtime.backbone import Backbone
from shared.runtime.operations import operations_router
from shared.runtime.partners import reject_what_is_of_no_type
from shared.runtime.periodic import Periodic
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.context import request_context
from shared.web.drain import Drain

_ROUTERS: tuple[Callable[[Wiring], APIRouter], ...] = (
    celebration_rules_router,
    celebrations_router,
    national_celebrations_router,
    public_celebrations_router,
    feed_router,
    subscription_care_router,
    subscriptions_router,
    deliveries_router,
    templates_router,
    digest_router,
    partners_router,
)


def build(settings: NotificationsSettings, parts: Parts) -> Service:
    """Wires notifications for one process."""
    backbone = Backbone(NOTIFICATIONS, settings, worker=parts.worker)

    def store_of[A: Aggregate](kind: AggregateKind[A]) -> Callable[[str], Store[A]]:
        def of_tenant(tenant: str) -> Store[A]:
            return backbone.aggregates(kind, tenant, _cause())

        return of_tenant

    @asynccontextmanager
    async def celebration_desks(tenant: str) -> AsyncGenerator[CelebrationStores]:
        async with backbone.unit_of_work(tenant, _cause()) as work:
            yield CelebrationStores(work)

    names = KnownNames(lambda tenant: backbone.read_model("collaborative", tenant))
    addresses = Addresses(public_url=settings.reached_at)
    _publish_approved(backbone, settings, celebration_desks, names, addresses)
    _number_events(backbone, settings)
    webhooks = Webhooks(backbone, settings)
    webhooks.send_from_time_to_time()
    deliveries = Deliveries(backbone, settings)
    if parts.worker:
        deliveries.send_from_time_to_time()
    backbone.accompany_with(PartnerWork(backbone, settings))
    reject_what_is_of_no_type(backbone)

    wiring = Wiring(
        meter=CommandMeter(NOTIFICATIONS.name),
        clock=backbone.clock,
        celebrations=store_of(CELEBRATIONS),
        celebration_rules=store_of(CELEBRATION_RULES),
        celebration_desks=celebration_desks,
        celebrations_of_all=backbone.commons(CELEBRATIONS, EVERYBODY),
        collaborative_names=names,
        addresses=addresses,
        png_of=png_of,
        subscriptions=store_of(SUBSCRIPTIONS),
        targets=webhooks.post,
        secrets=webhooks.secrets,
        attempts=lambda tenant: backbone.records(WEBHOOK_ATTEMPTS, tenant),
        messages=lambda tenant: backbone.records(WEBHOOK_MESSAGES, tenant),
        replay_desks=webhooks.replay_desks,
        positions=lambda tenant: backbone.line(FEED, tenant),
        secret=webhooks.key,
        feed=lambda tenant: backbone.line(FEED, tenant),
        deliveries=store_of(DELIVERIES),
        templates=store_of(TEMPLATES),
        renderer=deliveries.renderer,
        digests=store_of(DIGESTS),
        partners=store_of(PARTNERS),
        collaborative=lambda tenant: backbone.read_model(collaborative.name, tenant),
        topic=settings.topic,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with lifespan_of(backbone, settings)(app):
            yield
        deliveries.close()

    drain = Drain()
    app = create_app(
        title="Levelfield notifications",
        version=VERSION,
        service=NOTIFICATIONS.name,
        routers=[*(router(wiring) for router in _ROUTERS), operations_router(backbone)] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan,
    )
    return Service(NOTIFICATIONS.name, app, drain, backbone)


def _publish_approved(
    backbone: Backbone,
    settings: NotificationsSettings,
    desks: CelebrationDesks,
    names: CollaborativeNames,
    where: Addresses,
) -> None:
    async def publish(place: Place) -> None:
        now = backbone.clock()
        command = PublishCelebration(
            tenant=place.tenant, celebration_id=place.aggregate_id, at=now, on=day_in_london(now)
        )
        await publish_celebration(command, desks, names, where)

    async def turn() -> None:
        await publish_approved(day_in_london(backbone.clock()), backbone.due(CELEBRATIONS), publish)

    backbone.do_from_time_to_time(Periodic("publish_approved", settings.celebrate_seconds, turn))


def _number_events(backbone: Backbone, settings: NotificationsSettings) -> None:
    @asynccontextmanager
    async def desks(tenant: str) -> AsyncGenerator[FeedDesk]:
        async with backbone.unit_of_work(tenant, Cause()) as work:
            yield WorkingFeedDesk(work)

    async def turn() -> None:
        await number_all(lambda: backbone.tenants_in_line(FEED), backbone.clock(), desks)

    backbone.do_from_time_to_time(Periodic("number_events", settings.feed_seconds, turn))


def _cause() -> Cause:
    context = request_context()
    return Cause(context.correlation_id, traceparent=context.traceparent)
