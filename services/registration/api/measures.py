"""Representation and barriers over HTTP, worked out from the meetings that were held."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from services.registration.api.measure_views import BarriersView, RepresentationView
from services.registration.api.models import Code
from services.registration.api.wiring import Wiring
from services.registration.queries.barriers import barriers
from services.registration.queries.period import Period
from services.registration.queries.read_meetings import WantedMeetings
from services.registration.queries.representation import representation
from shared.contracts.registration import MeetingKind
from shared.web.access import TenantId, allow

First = Annotated[date | None, Query(alias="from", description="The first day.")]
Last = Annotated[date | None, Query(alias="to", description="The last day.")]


def measures_router(wiring: Wiring) -> APIRouter:
    """The routes of what meetings add up to."""
    router = APIRouter(prefix="/v1/{tenant}", tags=["measures"])

    @router.get("/representation", dependencies=[allow("lead", "facilitator", "evaluator")])
    async def read_representation(
        tenant: TenantId,
        kind: MeetingKind | None = None,
        organisation: Annotated[Code | None, Query(description="Meetings held for this one.")] = None,
        first: First = None,
        last: Last = None,
    ) -> RepresentationView:
        """Shows how many of those in the room had lived experience: by meeting, kind and organisation."""
        wanted = WantedMeetings(kind=kind, organisation=organisation, period=Period(first, last))
        return RepresentationView.of(await representation(wanted, wiring.meetings(tenant)))

    @router.get("/barriers", dependencies=[allow("lead", "facilitator", "evaluator")])
    async def read_barriers(tenant: TenantId, first: First = None, last: Last = None) -> BarriersView:
        """Shows what kept people away who would have come: by reason, role and month."""
        wanted = WantedMeetings(period=Period(first, last))
        return BarriersView.of(await barriers(wanted, wiring.meetings(tenant)))

    return router
