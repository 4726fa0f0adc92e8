"""The composition root of registration: the one file that imports everything and wires it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.registration.api.attendance import attendance_router
from services.registration.api.collaboratives import collaboratives_router
from services.registration.api.everything import everything_router
from services.registration.api.measures import measures_router
from services.registration.api.meetings import meetings_router
from services.registration.api.participant import participant_router
from services.registration.api.participants import participants_router
from services.registration.api.projects import projects_router
from services.registration.api.wiring import Wiring
from services.registration.definition import (
    COLLABORATIVES,
    MEETINGS,
    PARTICIPANTS,
    PROJECTS,
    REGISTRATION,
)
from services.registration.queries.known_collaboratives import KnownCollaboratives
from services.registration.settings import RegistrationSettings
from shared.contracts.aggregate import Aggregate
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.privacy.blind_index import BlindIndex
from shared.privacy.kms import Kms
from shared.privacy.vault import PersonVault
from shared.runtime.backbone import Backbone
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.context import request_context
from shared.web.drain import Drain

_ROUTERS = (
    participants_router,
    participant_router,
    everything_router,
    collaboratives_router,
    meetings_router,
    attendance_router,
    projects_router,
    measures_router,
)


def build(settings: RegistrationSettings, parts: Parts) -> Service:
    """Wires registration for one process."""
    backbone = Backbone(REGISTRATION, settings, worker=parts.worker)
    vault = PersonVault(
        backbone.client,
        settings.database(REGISTRATION.name),
        Kms.local(settings.master_key.get_secret_value()),
    )

    def store_of[A: Aggregate](kind: AggregateKind[A]) -> Callable[[str], Store[A]]:
        def of_tenant(tenant: str) -> Store[A]:
            context = request_context()
            cause = Cause(context.correlation_id, traceparent=context.traceparent)
            return backbone.aggregates(kind, tenant, cause)

        return of_tenant

    collaboratives = store_of(COLLABORATIVES)
    wiring = Wiring(
        participants=store_of(PARTICIPANTS),
        collaboratives=collaboratives,
        all_collaboratives=backbone.tenants(COLLABORATIVES),
        known=KnownCollaboratives(collaboratives),
        meetings=store_of(MEETINGS),
        projects=store_of(PROJECTS),
        vault=vault,
        emails=BlindIndex(settings.index_key.get_secret_value()),
        secret=b64decode(settings.index_key.get_secret_value()),
        meter=CommandMeter(REGISTRATION.name),
        today=lambda: day_in_london(backbone.clock()),
    )
    drain = Drain()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        backbone.prepare_with(vault.prepare)
        async with lifespan_of(backbone, settings)(app):
            yield
        vault.close()

    app = create_app(
        title="Levelfield registration",
        version=VERSION,
        service=REGISTRATION.name,
        routers=[router(wiring) for router in _ROUTERS] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan,
    )
    return Service(REGISTRATION.name, app, drain, backbone)
