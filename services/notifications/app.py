"""The composition root of notifications: the one file that imports everything and wires it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from services.notifications.api.wiring import Wiring
from services.notifications.definition import NOTIFICATIONS
from services.notifications.settings import NotificationsSettings
from shared.observability.commands import CommandMeter
from shared.runtime.backbone import Backbone
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.drain import Drain

_ROUTERS: tuple[Callable[[Wiring], APIRouter], ...] = ()


def build(settings: NotificationsSettings, parts: Parts) -> Service:
    """Wires notifications for one process."""
    backbone = Backbone(NOTIFICATIONS, settings, worker=parts.worker)
    wiring = Wiring(meter=CommandMeter(NOTIFICATIONS.name), clock=backbone.clock)
    drain = Drain()
    app = create_app(
        title="Levelfield notifications",
        version=VERSION,
        service=NOTIFICATIONS.name,
        routers=[router(wiring) for router in _ROUTERS] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan_of(backbone, settings),
    )
    return Service(NOTIFICATIONS.name, app, drain, backbone)
