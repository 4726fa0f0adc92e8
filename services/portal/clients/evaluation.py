"""Evaluation, as far as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import httpx
from pydantic import BaseModel

from services.portal.clients.service import ANYBODY, Caller, ServiceClient


class Aim(BaseModel):
    target: float
    by: date
    reached_on: date | None = None


class Figure(BaseModel):
    label: str
    value: float | None = None
    count: int | None = None
    of: int | None = None


class Series(BaseModel):
    figures: list[Figure]


class Measure(BaseModel):
    """Where a measure stands, and what its rules found, in words."""

    title: str
    says: str
    aims: list[Aim]
    series: list[Series]
    found: str

    @property
    def figures(self) -> list[Figure]:
        """Those of its first series, in their order."""
        return self.series[0].figures if self.series else []


class Chart(BaseModel):
    """A measure with its picture, an SVG document."""

    measure: Measure
    svg: str


class ReportLine(BaseModel):
    id: str
    title: str
    period_from: date
    period_to: date
    state: str
    published_on: date | None = None


class Reports(BaseModel):
    items: list[ReportLine]


class Item(BaseModel):
    """One thing that is asked, on a scale of whole numbers."""

    code: str
    text: str
    lowest: int
    highest: int
    labels: dict[str, str] = {}
    required: bool
    may_not_apply: bool


class Survey(BaseModel):
    id: str
    purpose: str
    title: str
    introduction: str
    validated: bool
    expires_on: date
    answered: int
    items: list[Item]


class Surveys(BaseModel):
    items: list[Survey]


class Evaluation:
    """Asks evaluation."""

    def __init__(self, client: ServiceClient) -> None:
        self.client = client

    async def representation(self, tenant: str) -> Chart:
        """Who was in the room, meeting by meeting, as everybody sees it."""
        measure = await self.client.read(Measure, ANYBODY, f"/v1/{tenant}/public/representation")
        picture = await self.client.get(ANYBODY, f"/v1/{tenant}/public/representation.svg")
        return Chart(measure=measure, svg=picture.text)

    async def representation_after(self, caller: Caller, tenant: str) -> Chart:
        """The same for somebody in the collaborative, not older than what they have just changed."""
        measure = await self.client.read(Measure, caller, f"/v1/{tenant}/measures/representation")
        picture = await self.client.get(caller, f"/v1/{tenant}/measures/representation/chart.svg")
        return Chart(measure=measure, svg=picture.text)

    async def published(self, tenant: str) -> Reports:
        """Published reports, as everybody sees them."""
        return await self.client.read(Reports, ANYBODY, f"/v1/{tenant}/public/reports", limit=50)

    async def published_page(self, tenant: str, report_id: str) -> httpx.Response:
        """A published report as one page."""
        return await self.client.get(ANYBODY, f"/v1/{tenant}/public/reports/{report_id}.html")

    async def reports(self, caller: Caller, tenant: str) -> Reports:
        """Reports, those to come among them."""
        return await self.client.read(Reports, caller, f"/v1/{tenant}/reports", limit=50)

    async def surveys(self, caller: Caller, tenant: str) -> Surveys:
        """What the caller is asked."""
        return await self.client.read(Surveys, caller, f"/v1/{tenant}/surveys", limit=50)

    async def answer(
        self, caller: Caller, tenant: str, survey_id: str, answers: Mapping[str, int | str]
    ) -> str:
        """Answers what the caller is asked, in the place of what they answered before."""
        path = f"/v1/{tenant}/surveys/{survey_id}/answers"
        return await self.client.change(caller, "PUT", path, {"answers": answers})

    async def take_back(self, caller: Caller, tenant: str, survey_id: str) -> str:
        """Takes back what the caller has answered."""
        return await self.client.change(caller, "DELETE", f"/v1/{tenant}/surveys/{survey_id}/answers")
