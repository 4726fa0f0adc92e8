"""Reading impact reports: as data, as a page that prints well, and as a table."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.evaluation.api.pages import style
from services.evaluation.api.report_csv import report_csv
from services.evaluation.api.report_models import ReportLine, ReportView
from services.evaluation.api.report_page import report_page
from services.evaluation.api.texts import ReportId
from services.evaluation.api.wiring import Wiring
from services.evaluation.queries.read_report import Audience, list_reports, read_report
from shared.web.access import CurrentPrincipal, TenantId, allow, public
from shared.web.etag import etag
from shared.web.files import CsvResponse, PageResponse
from shared.web.identity import Principal
from shared.web.paging import Page, PageQuery, PageRequest, encode_cursor

_BY_ALL_ROLES = [allow("lead", "facilitator", "evaluator", "member", "partner")]


def reading_reports_router(wiring: Wiring) -> APIRouter:
    """The routes by which a report is read: published by everybody, before that by those who take part."""
    router = APIRouter(prefix="/v1/{tenant}", tags=["impact reports"])

    async def _page_of(tenant: str, audience: Audience, page: PageRequest) -> Page[ReportLine]:
        after = page.after_as(str)
        last = str(after[0]) if after else ""
        found, following = await list_reports(audience, page.limit, last, wiring.reports(tenant))
        lines = [ReportLine.of(one) for one in found]
        return Page(items=lines, next=encode_cursor(following) if following else None)

    @router.get("/reports", dependencies=_BY_ALL_ROLES)
    async def list_all(tenant: TenantId, who: CurrentPrincipal, page: PageQuery) -> Page[ReportLine]:
        """Lists reports, a page at a time, in the order in which they were drafted."""
        return await _page_of(tenant, _audience(who, tenant), page)

    @router.get("/reports/{report_id}.html", dependencies=_BY_ALL_ROLES, response_class=PageResponse)
    async def show(tenant: TenantId, report_id: ReportId, who: CurrentPrincipal) -> PageResponse:
        """Shows a report as one page, which prints to A4."""
        report = await read_report(report_id, _audience(who, tenant), wiring.reports(tenant))
        return PageResponse(report_page(report), style=style())

    @router.get("/reports/{report_id}.csv", dependencies=_BY_ALL_ROLES, response_class=CsvResponse)
    async def table(tenant: TenantId, report_id: ReportId, who: CurrentPrincipal) -> CsvResponse:
        """Gives a report as a table: a line for each sentence and each figure."""
        report = await read_report(report_id, _audience(who, tenant), wiring.reports(tenant))
        return CsvResponse(report_csv(report), filename=f"report-{report_id}.csv")

    @router.get("/reports/{report_id}", dependencies=_BY_ALL_ROLES)
    async def read(
        tenant: TenantId, report_id: ReportId, who: CurrentPrincipal, response: Response
    ) -> ReportView:
        """Shows a report as data."""
        report = await read_report(report_id, _audience(who, tenant), wiring.reports(tenant))
        response.headers["ETag"] = etag(report.version)
        return ReportView.whole(report)

    @router.get("/public/reports", dependencies=[public()])
    async def list_for_everybody(tenant: TenantId, page: PageQuery) -> Page[ReportLine]:
        """Lists the published reports, a page at a time, in the order in which they were drafted."""
        return await _page_of(tenant, Audience.EVERYBODY, page)

    @router.get("/public/reports/{report_id}.html", dependencies=[public()], response_class=PageResponse)
    async def show_to_everybody(tenant: TenantId, report_id: ReportId) -> PageResponse:
        """Shows a published report to everybody. One that is not published, and none, look alike."""
        report = await read_report(report_id, Audience.EVERYBODY, wiring.reports(tenant))
        return PageResponse(report_page(report), style=style())

    return router


def _audience(who: Principal, tenant: str) -> Audience:
    if who.has_role(tenant, "lead", "facilitator"):
        return Audience.LEADS
    if who.has_role(tenant, "member", "evaluator"):
        return Audience.THOSE_WHO_TAKE_PART
    return Audience.EVERYBODY
