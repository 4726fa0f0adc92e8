"""Measures and what is settled about them, as far as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx
from pydantic import BaseModel

from services.portal.clients.evaluation import Aim
from services.portal.clients.service import Caller, ServiceClient


class MeasureFigure(BaseModel):
    """One figure; a value is None if there is none, or if it is withheld."""

    label: str
    on: date | None = None
    value: float | None = None
    count: int | None = None
    of: int | None = None
    low: float | None = None
    high: float | None = None
    effect: float | None = None
    withheld: bool


class MeasureSeries(BaseModel):
    name: str
    figures: list[MeasureFigure]


class MeasureLine(BaseModel):
    """A measure in the list."""

    code: str
    title: str
    says: str
    unit: str
    aims: list[Aim]
    latest: MeasureFigure | None = None


class MeasureLines(BaseModel):
    items: list[MeasureLine]


class _Defined(BaseModel):
    code: str
    title: str


class _Definitions(BaseModel):
    items: list[_Defined]


class WholeMeasure(MeasureLine):
    """All that is told of a measure."""

    direction: str
    protection: str
    why: str
    burden: str
    limits: str
    smallest_group: int
    series: list[MeasureSeries]
    found: str


class ChartedMeasure(BaseModel):
    """A measure with its picture, an SVG document."""

    measure: WholeMeasure
    svg: str


class Phase(BaseModel):
    """From this day on the lines of a measure are drawn anew."""

    measure: str
    starts_on: date
    note: str = ""

    @property
    def key(self) -> str:
        """Tells it from the others: of a measure, one begins on a day."""
        return f"{self.measure}/{self.starts_on.isoformat()}"


class MeasureSettings(BaseModel):
    version: str = ""
    smallest_group: int
    phases: list[Phase]


class MeasuresClient:
    """Asks evaluation about measures."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def all(self, caller: Caller, tenant: str) -> MeasureLines:
        """All measures, and where each stands."""
        return await self._client.read(MeasureLines, caller, f"/v1/{tenant}/measures")

    async def titles(self, caller: Caller, tenant: str) -> dict[str, str]:
        """What each measure is called, by its code; no figure is made for it."""
        found = await self._client.read(_Definitions, caller, f"/v1/{tenant}/measures/definitions")
        return {one.code: one.title for one in found.items}

    async def charted(self, caller: Caller, tenant: str, code: str) -> ChartedMeasure:
        """One measure and its chart, by two questions."""
        path = f"/v1/{tenant}/measures/{code}"
        measure = await self._client.read(WholeMeasure, caller, path)
        picture = await self._client.get(caller, f"{path}/chart.svg")
        return ChartedMeasure(measure=measure, svg=picture.text)

    async def table(self, caller: Caller, tenant: str, code: str) -> httpx.Response:
        """The figures of a measure as CSV."""
        return await self._client.get(caller, f"/v1/{tenant}/measures/{code}/data.csv")

    async def settings(self, caller: Caller, tenant: str) -> MeasureSettings:
        """What is settled, with the version that was seen."""
        return await self._client.seen(MeasureSettings, caller, f"/v1/{tenant}/measures/settings")

    async def settle(self, caller: Caller, tenant: str, body: Mapping[str, Any], version: str) -> str:
        """Replaces what is settled."""
        path = f"/v1/{tenant}/measures/settings"
        return await self._client.change(caller, "PUT", path, body, version=version)
