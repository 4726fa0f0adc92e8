"""The composition root of training: the one file that imports everything and wires it."""

from __future__ import annotations

from services.training.api.people import people_router
from services.training.definition import TRAINING
from services.training.projections.people import people
from shared.persistence.read_model import ReadModel
from shared.runtime.backbone import Backbone
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.settings import ServiceSettings
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.drain import Drain


def build(settings: ServiceSettings, parts: Parts) -> Service:
    """Wires training for one process."""
    backbone = Backbone(TRAINING, settings, worker=parts.worker)

    def people_of(tenant: str) -> ReadModel:
        return backbone.read_model(people.name, tenant)

    drain = Drain()
    app = create_app(
        title="Levelfield training",
        version=VERSION,
        service=TRAINING.name,
        routers=[people_router(people_of)] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan_of(backbone, settings),
    )
    return Service(TRAINING.name, app, drain, backbone)
