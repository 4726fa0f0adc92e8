"""The composition root of training: the one file that imports everything and wires it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from services.training.api.balance import balance_router
from services.training.api.enrolments import enrolments_router
from services.training.api.learners import learners_router
from services.training.api.mentors import mentors_router
from services.training.api.mentorships import mentorships_router
from services.training.api.module_versions import module_versions_router
from services.training.api.modules import modules_router
from services.training.api.offers import offers_router
from services.training.api.people import people_router
from services.training.api.programme import programme_router
from services.training.api.readiness import readiness_router
from services.training.api.sessions import sessions_router
from services.training.api.wiring import Wiring
from services.training.definition import TRAINING
from services.training.domain.moment import Moment
from services.training.kinds import LEARNER_RECORDS, MENTORS, MODULES, OFFERS, READINESS, SESSIONS
from services.training.policies.partners import attendance_handlers
from services.training.projections.organisations import organisations
from services.training.projections.people import people
from shared.contracts.aggregate import Aggregate
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.runtime.backbone import Backbone
from shared.runtime.operations import operations_router
from shared.runtime.partners import take_from_partners
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.settings import ServiceSettings
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.context import request_context
from shared.web.drain import Drain
from shared.web.idempotency import fingerprint_of

_FINGERPRINT_KEY = b"levelfield training"
"""No secret: nothing that is sent to training is private, and it is kept readable beside its fingerprint."""


def build(settings: ServiceSettings, parts: Parts) -> Service:
    """Wires training for one process."""
    backbone = Backbone(TRAINING, settings, worker=parts.worker)
    _take_from_partners(backbone)
    drain = Drain()
    app = create_app(
        title="Levelfield training",
        version=VERSION,
        service=TRAINING.name,
        routers=[*_routers(backbone), operations_router(backbone)] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan_of(backbone, settings),
    )
    return Service(TRAINING.name, app, drain, backbone)


def _take_from_partners(backbone: Backbone) -> None:
    def now() -> Moment:
        at = backbone.clock()
        return Moment(at, day_in_london(at))

    take_from_partners(
        backbone,
        attendance_handlers(
            lambda tenant: backbone.read_model(people.name, tenant),
            lambda tenant: backbone.read_model(organisations.name, tenant),
            now,
        ),
    )


def _routers(backbone: Backbone) -> list[APIRouter]:
    wiring = Wiring(
        modules=_stores(backbone, MODULES),
        sessions=_stores(backbone, SESSIONS),
        records=_stores(backbone, LEARNER_RECORDS),
        mentors=_stores(backbone, MENTORS),
        offers=_stores(backbone, OFFERS),
        readiness=_stores(backbone, READINESS),
        organisations=lambda tenant: backbone.read_model(organisations.name, tenant),
        people=lambda tenant: backbone.read_model(people.name, tenant),
        fingerprint=lambda request: fingerprint_of(request, _FINGERPRINT_KEY),
        meter=CommandMeter(TRAINING.name),
        clock=backbone.clock,
    )
    return [
        people_router(wiring),
        modules_router(wiring),
        module_versions_router(wiring),
        sessions_router(wiring),
        enrolments_router(wiring),
        learners_router(wiring),
        mentors_router(wiring),
        mentorships_router(wiring),
        offers_router(wiring),
        readiness_router(wiring),
        balance_router(wiring),
        programme_router(wiring),
    ]


def _stores[A: Aggregate](backbone: Backbone, kind: AggregateKind[A]) -> Callable[[str], Store[A]]:
    """A tenant's aggregates of a kind, for the request at hand."""

    def store(tenant: str) -> Store[A]:
        context = request_context()
        cause = Cause(context.correlation_id, traceparent=context.traceparent)
        return backbone.aggregates(kind, tenant, cause)

    return store
