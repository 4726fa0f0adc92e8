"""Impact reports, for those whom they are about: read, and signed off with lived experience.

Invariant: what is signed off is what was on the page. The report is read with its version by one question,
and the sign-off names that version.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.reports import ReportsClient
from services.portal.pages.evaluation.reports import ReportId
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.registration import Role
from shared.web.access import TenantId

_FORBIDDEN = 403


def member_reports_router(wiring: Wiring) -> APIRouter:
    """The list, one question; a report, two; signing it off, one, and two more where that cannot be."""
    router = APIRouter(prefix="/member/{tenant}/reports", include_in_schema=False)
    reports = ReportsClient(wiring.evaluation.client)

    async def shown(
        request: Request, tenant: str, own: str, report_id: str, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        caller = wiring.caller(request, tenant)
        report, person = await asyncio.gather(
            reports.one(caller, tenant, report_id), wiring.registration.person(caller, tenant, own)
        )
        may_sign = person.state == "joined" and Role(person.role).lived_experience
        return wiring.pages.page(
            request,
            "member/report.html",
            title=report.title,
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            report=report,
            waits=report.state in ("draft", "signed_off"),
            may_sign=may_sign,
        )

    @router.get("", dependencies=MEMBERS)
    async def listed(
        request: Request,
        tenant: TenantId,
        _: OwnRecord,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        found = await reports.all(wiring.caller(request, tenant), tenant, after)
        return wiring.pages.page(
            request, "member/reports.html", title="Impact reports", tenant=tenant, reports=found
        )

    @router.get("/{report_id}", dependencies=MEMBERS)
    async def report(request: Request, tenant: TenantId, report_id: ReportId, own: OwnRecord) -> Response:
        return await shown(request, tenant, own, report_id)

    @router.post("/{report_id}/sign-off", dependencies=MEMBERS)
    async def sign_off(
        request: Request, tenant: TenantId, report_id: ReportId, own: OwnRecord, form: Submitted
    ) -> Response:
        caller, version = wiring.caller(request, tenant), form.text("version")
        try:
            event = await reports.step(caller, tenant, report_id, "sign-offs", version=version)
        except ServiceRefusal as refusal:
            problems = (
                [FieldProblem("", refusal.sentence)] if refusal.status == _FORBIDDEN else problems_of(refusal)
            )
            return await shown(request, tenant, own, report_id, problems)
        follow(request, tenant, event, "You have signed it off. Thank you for reading it.")
        return RedirectResponse(f"/member/{tenant}/reports", SEE_OTHER)

    return router
