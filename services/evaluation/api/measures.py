"""Measures over HTTP: what they say, as data, as a picture and as a table."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.evaluation.api.chart_models import ChartView
from services.evaluation.api.measure_csv import measure_csv
from services.evaluation.api.measure_models import (
    DefinitionView,
    MeasureLine,
    MeasureView,
    SettingsBody,
    SettingsView,
)
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.settle_measures import SettleMeasures, settle_measures
from services.evaluation.domain.drawing import draw
from services.evaluation.domain.measure_settings import SETTINGS_ID
from services.evaluation.domain.measures.catalogue import MEASURES
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.files import CsvResponse, PngResponse, SvgResponse
from shared.web.paging import Page

_BY_READERS = [allow("lead", "facilitator", "evaluator", "member")]
_BY_LEAD = [allow("lead")]

MeasureCode = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$", examples=["representation"])]


def measures_router(wiring: Wiring) -> APIRouter:
    """The routes of measures. They give the same to everybody who may read them: no filter, no period."""
    router = APIRouter(prefix="/v1/{tenant}/measures", tags=["measures"])

    @router.get("", dependencies=_BY_READERS)
    async def list_all(tenant: TenantId) -> Page[MeasureLine]:
        """Lists all measures, and where each stands."""
        return Page(items=[MeasureLine.of(one) for one in await wiring.measures.read_all(tenant)])

    @router.get("/definitions", dependencies=_BY_READERS)
    async def definitions(
        tenant: TenantId,  # noqa: ARG001 - it stands in the path; measures are the same everywhere
    ) -> Page[DefinitionView]:
        """Lists what each measure is. Nothing of the collaborative is read, however many people there are."""
        return Page(items=[DefinitionView.model_validate(one) for one in MEASURES])

    @router.get("/settings", dependencies=_BY_LEAD)
    async def settings(tenant: TenantId, response: Response) -> SettingsView:
        """Shows what is settled for the measures."""
        found = await wiring.measure_settings(tenant).load(SETTINGS_ID)
        response.headers["ETag"] = etag(found.version)
        return SettingsView.of(found)

    @router.put("/settings", status_code=204, dependencies=_BY_LEAD)
    async def settle(
        tenant: TenantId, body: SettingsBody, expected: ExpectedVersion, response: Response
    ) -> None:
        """Settles what is withheld, and where charts begin new phases."""
        with wiring.meter.measure("settle_measures"):
            command = SettleMeasures(
                smallest_group=body.smallest_group,
                phases=[one.phase() for one in body.phases],
                expected=expected,
            )
            saved = await settle_measures(command, wiring.measure_settings(tenant))
        tell(response, saved)

    @router.get("/{code}", dependencies=_BY_READERS)
    async def read(tenant: TenantId, code: MeasureCode) -> MeasureView:
        """Shows a measure: why it helps, its burden, its limits, its figures and what its rules found."""
        return MeasureView.of(await wiring.measures.read(tenant, code))

    @router.get("/{code}/chart", dependencies=_BY_READERS)
    async def chart(tenant: TenantId, code: MeasureCode) -> ChartView:
        """Gives the chart as data: points, lines, phases, signals, and all of it in words."""
        return ChartView.of((await wiring.measures.read(tenant, code)).picture)

    @router.get("/{code}/chart.svg", dependencies=_BY_READERS, response_class=SvgResponse)
    async def chart_svg(tenant: TenantId, code: MeasureCode) -> SvgResponse:
        """Draws the chart. It has a name, and a description that says what its rules found."""
        return SvgResponse(draw((await wiring.measures.read(tenant, code)).picture))

    @router.get("/{code}/chart.png", dependencies=_BY_READERS, response_class=PngResponse)
    async def chart_png(tenant: TenantId, code: MeasureCode) -> PngResponse:
        """Draws the chart for slides and documents. Its words are at the same place without ``.png``."""
        picture = draw((await wiring.measures.read(tenant, code)).picture)
        return PngResponse(await asyncio.to_thread(wiring.png_of, picture))

    @router.get("/{code}/data.csv", dependencies=_BY_READERS, response_class=CsvResponse)
    async def data(tenant: TenantId, code: MeasureCode) -> CsvResponse:
        """Gives the figures as a table."""
        now = await wiring.measures.read(tenant, code)
        return CsvResponse(measure_csv(now), filename=f"{now.definition.code}.csv")

    return router
