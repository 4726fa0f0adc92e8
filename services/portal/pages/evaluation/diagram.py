"""The driver diagram: what it says now, and what it said once, as a picture and as an outline."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.portal.clients.diagrams import Diagram, DiagramClient
from services.portal.clients.measures import MeasuresClient
from services.portal.clients.parts import part
from services.portal.clients.service import Caller
from services.portal.pages.evaluation.place import PLACES, Place
from services.portal.web.problems import ServiceRefusal
from services.portal.wiring import Wiring
from shared.web.access import TenantId

Number = Annotated[int, Path(ge=1, le=1_000_000)]


def diagram_router(wiring: Wiring) -> APIRouter:
    """Three questions for a page, four for what it said once."""
    router = APIRouter(include_in_schema=False)
    for place in PLACES:
        _reading(router, wiring, place)
    return router


async def drawn(diagrams: DiagramClient, caller: Caller, tenant: str) -> Diagram | None:
    """The diagram, or None as long as nobody has drawn one."""
    try:
        return await diagrams.now(caller, tenant)
    except ServiceRefusal as refusal:
        if refusal.status != 404:
            raise
        return None


def _reading(router: APIRouter, wiring: Wiring, place: Place) -> None:
    diagrams, measures = DiagramClient(wiring.evaluation.client), MeasuresClient(wiring.evaluation.client)

    async def shown(request: Request, tenant: str, diagram: Diagram, latest: int) -> Response:
        caller = wiring.caller(request, tenant)
        svg, titles = await asyncio.gather(
            part(diagrams.picture(caller, tenant, diagram.number)), part(measures.titles(caller, tenant))
        )
        return wiring.pages.page(
            request,
            "evaluation/diagram.html",
            title="Driver diagram",
            **place.shown(tenant),
            diagram=diagram,
            latest=latest,
            svg=svg,
            titles=titles.value or {},
        )

    @router.get(f"{place.prefix}/measures/diagram", dependencies=place.readers)
    async def now(request: Request, tenant: TenantId) -> Response:
        diagram = await drawn(diagrams, wiring.caller(request, tenant), tenant)
        if diagram is not None:
            return await shown(request, tenant, diagram, diagram.number)
        return wiring.pages.page(
            request, "evaluation/no_diagram.html", title="Driver diagram", **place.shown(tenant)
        )

    @router.get(f"{place.prefix}/measures/diagram/versions/{{number}}", dependencies=place.readers)
    async def once(request: Request, tenant: TenantId, number: Number) -> Response:
        caller = wiring.caller(request, tenant)
        diagram, latest = await asyncio.gather(
            diagrams.once(caller, tenant, number), diagrams.now(caller, tenant)
        )
        return await shown(request, tenant, diagram, latest.number)
