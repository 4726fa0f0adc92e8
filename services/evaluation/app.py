"""The composition root of evaluation: the one file that imports everything and wires it."""

from __future__ import annotations

from services.evaluation.definition import EVALUATION
from services.evaluation.settings import EvaluationSettings
from shared.runtime.backbone import Backbone
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.drain import Drain


def build(settings: EvaluationSettings, parts: Parts) -> Service:
    """Wires evaluation for one process."""
    backbone = Backbone(EVALUATION, settings, worker=parts.worker)
    drain = Drain()
    app = create_app(
        title="Levelfield evaluation",
        version=VERSION,
        service=EVALUATION.name,
        routers=[],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan_of(backbone, settings),
    )
    return Service(EVALUATION.name, app, drain, backbone)
