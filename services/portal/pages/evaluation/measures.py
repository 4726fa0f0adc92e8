"""Measures: where each stands, what its rules found, why it helps, what it costs and what it cannot say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.portal.clients.measures import MeasuresClient
from services.portal.pages.evaluation.figures import figured, stands_at, tables_of
from services.portal.pages.evaluation.place import PLACES, Place
from services.portal.wiring import Wiring
from shared.web.access import TenantId

MeasureCode = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$")]


def measures_router(wiring: Wiring) -> APIRouter:
    """The list, one question; a measure, two; its table, one. ``settings`` and ``diagram`` come before it."""
    router = APIRouter(include_in_schema=False)
    for place in PLACES:
        _reading(router, wiring, place)
    return router


def _reading(router: APIRouter, wiring: Wiring, place: Place) -> None:
    measures = MeasuresClient(wiring.evaluation.client)

    @router.get(f"{place.prefix}/measures", dependencies=place.readers)
    async def listed(request: Request, tenant: TenantId) -> Response:
        found = await measures.all(wiring.caller(request, tenant), tenant)
        return wiring.pages.page(
            request,
            "evaluation/measures.html",
            title="Measures",
            **place.shown(tenant),
            measures=[(one, stands_at(one.latest, one.unit)) for one in found.items],
            figured=figured,
        )

    @router.get(f"{place.prefix}/measures/{{code}}", dependencies=place.readers)
    async def measure(request: Request, tenant: TenantId, code: MeasureCode) -> Response:
        found = await measures.charted(wiring.caller(request, tenant), tenant, code)
        one = found.measure
        return wiring.pages.page(
            request,
            "evaluation/measure.html",
            title=one.title,
            **place.shown(tenant),
            measure=one,
            svg=found.svg,
            tables=tables_of(one.series, one.unit),
            figured=figured,
        )

    @router.get(f"{place.prefix}/measures/{{code}}/data.csv", dependencies=place.readers)
    async def table(request: Request, tenant: TenantId, code: MeasureCode) -> Response:
        found = await measures.table(wiring.caller(request, tenant), tenant, code)
        answer = Response(found.content, media_type="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{code}.csv"'
        return answer
