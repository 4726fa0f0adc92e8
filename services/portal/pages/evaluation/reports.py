"""Impact reports are read: the list, a report as it is, the same as a page that prints, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.portal.clients.reports import ReportsClient
from services.portal.pages.evaluation.place import PLACES, Place
from services.portal.web.problems import FieldProblem
from services.portal.wiring import Wiring
from shared.web.access import TenantId

ReportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def reports_router(wiring: Wiring) -> APIRouter:
    """One question for each page."""
    router = APIRouter(include_in_schema=False)
    for place in PLACES:
        _reading(router, wiring, place)
    return router


async def report_page(
    wiring: Wiring,
    request: Request,
    place: Place,
    tenant: str,
    report_id: str,
    problems: Sequence[FieldProblem] = (),
) -> Response:
    """A report with what can be done about it, by one question."""
    reports = ReportsClient(wiring.evaluation.client)
    report = await reports.one(wiring.caller(request, tenant), tenant, report_id)
    return wiring.pages.page(
        request,
        "evaluation/report.html",
        title=report.title,
        status=422 if problems else 200,
        problems=problems,
        **place.shown(tenant),
        report=report,
    )


def _reading(router: APIRouter, wiring: Wiring, place: Place) -> None:
    reports = ReportsClient(wiring.evaluation.client)

    @router.get(f"{place.prefix}/reports", dependencies=place.readers)
    async def listed(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        found = await reports.all(wiring.caller(request, tenant), tenant, after)
        return wiring.pages.page(
            request, "evaluation/reports.html", title="Impact reports", **place.shown(tenant), reports=found
        )

    @router.get(f"{place.prefix}/reports/{{report_id}}", dependencies=place.readers)
    async def report(request: Request, tenant: TenantId, report_id: ReportId) -> Response:
        return await report_page(wiring, request, place, tenant, report_id)

    @router.get(f"{place.prefix}/reports/{{report_id}}/print", dependencies=place.readers)
    async def document(request: Request, tenant: TenantId, report_id: ReportId) -> Response:
        """As evaluation makes it: one file, with a policy of its own that lets nothing run."""
        found = await reports.document(wiring.caller(request, tenant), tenant, report_id)
        answer = Response(found.content, media_type="text/html")
        answer.headers["Content-Security-Policy"] = found.headers["Content-Security-Policy"]
        return answer

    @router.get(f"{place.prefix}/reports/{{report_id}}/table.csv", dependencies=place.readers)
    async def table(request: Request, tenant: TenantId, report_id: ReportId) -> Response:
        found = await reports.table(wiring.caller(request, tenant), tenant, report_id)
        answer = Response(found.content, media_type="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="impact-report.csv"'
        return answer
