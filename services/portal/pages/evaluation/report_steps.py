"""An impact report is drafted, drafted anew, published and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.reports import ReportsClient
from services.portal.pages.evaluation.place import BY_LEADS, BY_THE_LEAD, LEADS
from services.portal.pages.evaluation.reports import ReportId, report_page
from services.portal.pages.failing import problems_of
from services.portal.web.moments import typed_day
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_SAID = {
    "title": "Enter a title, in 200 characters at the most",
    "period_from": "Enter a day, like 1 1 2018",
    "period_to": "Enter a day, like 31 5 2018",
}
_CODES = {"period-not-over": "period_to", "period-upside-down": "period_to"}


def report_steps_router(wiring: Wiring) -> APIRouter:
    """Each step one question, and one more where it cannot be taken."""
    router = APIRouter(prefix=f"{LEADS.prefix}/reports", include_in_schema=False)
    _drafting(router, wiring)
    _deciding(router, wiring)
    return router


def _drafting(router: APIRouter, wiring: Wiring) -> None:
    reports = ReportsClient(wiring.evaluation.client)

    def shown(request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "evaluation/new_report.html",
            title="Draft an impact report",
            status=422 if problems else 200,
            problems=problems,
            **LEADS.shown(tenant),
            form=form,
        )

    @router.get("/new", dependencies=BY_LEADS)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return shown(request, tenant, Form({"key": [new_id()]}))

    @router.post("/new", dependencies=BY_LEADS)
    async def draft(request: Request, tenant: TenantId, form: Submitted) -> Response:
        body, problems = read_draft(form)
        if problems:
            return shown(request, tenant, form, problems)
        try:
            report_id = await reports.draft(wiring.caller(request, tenant), tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            return shown(request, tenant, form, problems_of(refusal, codes=_CODES, said=_SAID))
        note = "It is drafted. Now somebody with lived experience has to read it and sign it off."
        follow(request, tenant, "", note)
        return RedirectResponse(f"/lead/{tenant}/reports/{report_id}", SEE_OTHER)


def _deciding(router: APIRouter, wiring: Wiring) -> None:
    reports = ReportsClient(wiring.evaluation.client)

    async def taken(request: Request, tenant: str, report_id: str, what: str, note: str) -> Response:
        try:
            event = await reports.step(wiring.caller(request, tenant), tenant, report_id, what)
        except ServiceRefusal as refusal:
            return await report_page(wiring, request, LEADS, tenant, report_id, problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/reports/{report_id}", SEE_OTHER)

    @router.post("/{report_id}/redraft", dependencies=BY_LEADS)
    async def redraft(request: Request, tenant: TenantId, report_id: ReportId, _: Submitted) -> Response:
        note = "It says what is known now. If that is something else, it has to be signed off anew."
        return await taken(request, tenant, report_id, "redraft", note)

    @router.post("/{report_id}/publish", dependencies=BY_THE_LEAD)
    async def publish(request: Request, tenant: TenantId, report_id: ReportId, _: Submitted) -> Response:
        return await taken(request, tenant, report_id, "publication", "It is published, for everybody.")

    @router.post("/{report_id}/withdraw", dependencies=BY_THE_LEAD)
    async def withdraw(request: Request, tenant: TenantId, report_id: ReportId, _: Submitted) -> Response:
        return await taken(request, tenant, report_id, "withdrawal", "It is taken back from everybody.")


def read_draft(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As evaluation takes it, and what is missing."""
    first, last = typed_day(form, "period_from"), typed_day(form, "period_to")
    missing = {"title": not form.text("title"), "period_from": first is None, "period_to": last is None}
    problems = [FieldProblem(field, _SAID[field]) for field, wrong in missing.items() if wrong]
    if first is None or last is None:
        return {}, problems
    days = {"period_from": first.isoformat(), "period_to": last.isoformat()}
    return {"title": form.text("title"), **days}, problems
