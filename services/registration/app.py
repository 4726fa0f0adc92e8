"""The composition root of registration: the one file that imports everything and wires it."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI

from services.registration.api.attendance import attendance_router
from services.registration.api.collaboratives import collaboratives_router
from services.registration.api.everything import everything_router
from services.registration.api.imports import imports_router
from services.registration.api.measures import measures_router
from services.registration.api.meetings import meetings_router
from services.registration.api.mentoring import mentoring_router
from services.registration.api.participant import participant_router
from services.registration.api.participants import participants_router
from services.registration.api.projects import projects_router
from services.registration.api.public_collaboratives import public_collaboratives_router
from services.registration.api.wiring import Wiring
from services.registration.commands.import_people import ImportDesk
from services.registration.commands.take_staff import StaffTools
from services.registration.definition import (
    COLLABORATIVES,
    IMPORTED_ROWS,
    IMPORTS,
    MEETINGS,
    PARTICIPANTS,
    PROJECTS,
    REGISTRATION,
)
from services.registration.policies.partners import staff_handlers
from services.registration.projections.mentorships import mentorships
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
from shared.runtime.background import Background
from shared.runtime.operations import operations_router
from shared.runtime.partners import take_from_partners
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.context import request_context
from shared.web.drain import Drain

_ROUTERS = (
    participants_router,
    participant_router,
    mentoring_router,
    everything_router,
    collaboratives_router,
    public_collaboratives_router,
    meetings_router,
    attendance_router,
    projects_router,
    measures_router,
    imports_router,
)
IMPORTS_AT_A_TIME = 3
IMPORTED_SIDE_BY_SIDE = 32
"""Rows: enough that their writes share group commits, few enough that other requests get their turn."""

CUT_IMPORTS_SECONDS = 1.0


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

    def today() -> date:
        return day_in_london(backbone.clock())

    collaboratives, participants = store_of(COLLABORATIVES), store_of(PARTICIPANTS)
    known = KnownCollaboratives(collaboratives)
    emails = BlindIndex(settings.index_key.get_secret_value())
    secret = b64decode(settings.index_key.get_secret_value())
    tools = StaffTools(collaboratives=known, vault=vault, emails=emails, today=today)
    take_from_partners(backbone, staff_handlers(tools))
    drain = Drain()
    desk = ImportDesk(
        imports=store_of(IMPORTS),
        parts=store_of(IMPORTED_ROWS),
        participants=participants,
        known=known,
        vault=vault,
        emails=emails,
        secret=secret,
        background=Background(IMPORTS_AT_A_TIME),
        gate=asyncio.Semaphore(IMPORTED_SIDE_BY_SIDE),
        now=backbone.clock,
        today=today,
        stopping=lambda: drain.draining,
    )
    wiring = Wiring(
        participants=participants,
        collaboratives=collaboratives,
        all_collaboratives=backbone.tenants(COLLABORATIVES),
        known=known,
        meetings=store_of(MEETINGS),
        projects=store_of(PROJECTS),
        mentorships=lambda tenant: backbone.read_model(mentorships.name, tenant),
        vault=vault,
        imports=desk,
        emails=emails,
        secret=secret,
        meter=CommandMeter(REGISTRATION.name),
        today=today,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        backbone.prepare_with(vault.prepare)
        async with lifespan_of(backbone, settings)(app):
            yield
            await desk.background.stop(CUT_IMPORTS_SECONDS)
        vault.close()

    app = create_app(
        title="Levelfield registration",
        version=VERSION,
        service=REGISTRATION.name,
        routers=[*(router(wiring) for router in _ROUTERS), operations_router(backbone)] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan,
    )
    return Service(REGISTRATION.name, app, drain, backbone)
