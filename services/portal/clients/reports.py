"""Impact reports, as far as the pages need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx
from pydantic import BaseModel

from services.portal.clients.evaluation import ReportLine
from services.portal.clients.service import Caller, ServiceClient


class Table(BaseModel):
    """Figures in rows; the first cell of a row says what the row is."""

    caption: str
    columns: list[str]
    rows: list[list[str | int | float]]


class ReportChart(BaseModel):
    title: str
    svg: str
    text: str


class Section(BaseModel):
    """One part of a report; its remarks say what was withheld, and why."""

    title: str
    sentences: list[str]
    tables: list[Table]
    charts: list[ReportChart]
    remarks: list[str]


class SignOff(BaseModel):
    role: str
    signed_on: date


class ListedReport(ReportLine):
    drafted_on: date
    withdrawn_on: date | None = None


class ListedReports(BaseModel):
    items: list[ListedReport]
    next: str | None = None


class Report(ListedReport):
    """The whole of a report, with the version that was seen."""

    version: str = ""
    sections: list[Section]
    sign_offs: list[SignOff]


class _Made(BaseModel):
    id: str


class ReportsClient:
    """Asks evaluation about impact reports."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def all(self, caller: Caller, tenant: str, cursor: str | None = None) -> ListedReports:
        """Reports, a page at a time, in the order in which they were drafted."""
        return await self._client.read(
            ListedReports, caller, f"/v1/{tenant}/reports", limit=50, cursor=cursor
        )

    async def one(self, caller: Caller, tenant: str, report_id: str) -> Report:
        """One report, all of it."""
        return await self._client.seen(Report, caller, f"/v1/{tenant}/reports/{report_id}")

    async def document(self, caller: Caller, tenant: str, report_id: str) -> httpx.Response:
        """The report as one page that prints, with a policy of its own."""
        return await self._client.get(caller, f"/v1/{tenant}/reports/{report_id}.html")

    async def table(self, caller: Caller, tenant: str, report_id: str) -> httpx.Response:
        """The report as CSV."""
        return await self._client.get(caller, f"/v1/{tenant}/reports/{report_id}.csv")

    async def draft(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Drafts a report on a period, and gives its id: nothing is announced of a draft."""
        path, headers = f"/v1/{tenant}/reports", {"Idempotency-Key": key}
        answer = await self._client.ask(caller, "POST", path, body=body, headers=headers)
        return self._client.understood(_Made, answer).id

    async def step(self, caller: Caller, tenant: str, report_id: str, what: str, *, version: str = "") -> str:
        """Takes a report one step on: ``redraft``, ``sign-offs``, ``publication`` or ``withdrawal``."""
        path = f"/v1/{tenant}/reports/{report_id}/{what}"
        return await self._client.change(caller, "POST", path, version=version)
