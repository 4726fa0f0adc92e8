"""The composition root of evaluation: the one file that imports everything and wires it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from services.evaluation.api.wiring import Wiring
from services.evaluation.definition import EVALUATION
from services.evaluation.settings import EvaluationSettings
from shared.contracts.aggregate import Aggregate
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.privacy.kms import decode_key
from shared.runtime.backbone import Backbone
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.context import request_context
from shared.web.drain import Drain

_ROUTERS: tuple[Callable[[Wiring], APIRouter], ...] = ()


def build(settings: EvaluationSettings, parts: Parts) -> Service:
    """Wires evaluation for one process."""
    backbone = Backbone(EVALUATION, settings, worker=parts.worker)
    key = decode_key(settings.pseudonym_key.get_secret_value(), 32, "LEVELFIELD_PSEUDONYM_KEY")

    def store_of[A: Aggregate](kind: AggregateKind[A]) -> Callable[[str], Store[A]]:
        def of_tenant(tenant: str) -> Store[A]:
            return backbone.aggregates(kind, tenant, _cause())

        return of_tenant

    wiring = Wiring(
        smallest_group=settings.smallest_group,
        secret=key,
        meter=CommandMeter(EVALUATION.name),
        today=lambda: day_in_london(backbone.clock()),
    )
    drain = Drain()
    app = create_app(
        title="Levelfield evaluation",
        version=VERSION,
        service=EVALUATION.name,
        routers=[router(wiring) for router in _ROUTERS] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan_of(backbone, settings),
    )
    return Service(EVALUATION.name, app, drain, backbone)


def _cause() -> Cause:
    context = request_context()
    return Cause(context.correlation_id, traceparent=context.traceparent)
