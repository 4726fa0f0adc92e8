"""An evaluator's start page: how many have answered, and where everything else is."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from services.portal.clients.instruments import InstrumentsClient
from services.portal.clients.parts import part
from services.portal.pages.evaluation.place import EVALUATORS
from services.portal.wiring import Wiring
from shared.web.access import TenantId


def evaluator_home_router(wiring: Wiring) -> APIRouter:
    """The page, four questions."""
    router = APIRouter(prefix=EVALUATORS.prefix, include_in_schema=False)
    instruments = InstrumentsClient(wiring.evaluation.client)

    @router.get("", dependencies=EVALUATORS.readers)
    async def overview(request: Request, tenant: TenantId) -> Response:
        caller = wiring.caller(request, tenant)
        collaborative, counts, chart = await asyncio.gather(
            part(wiring.registration.collaborative(caller, tenant)),
            part(instruments.counts(caller, tenant)),
            part(wiring.evaluation.representation_after(caller, tenant)),
        )
        return wiring.pages.page(
            request,
            "evaluator/home.html",
            title=collaborative.value.name if collaborative.value else "Overview",
            **EVALUATORS.shown(tenant),
            counts=counts,
            chart=chart,
        )

    return router
