"""A session is planned otherwise."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.sessions import SessionsClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.named import RecordId
from services.portal.pages.lead.session import LEADS
from services.portal.pages.lead.session_plan import CODES, FIELDS, SAID, form_of, plan_in
from services.portal.pages.lead.several import found_in, several, stepping
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form


def session_change_router(wiring: Wiring) -> APIRouter:
    """The form, three questions; sending it, one, or three if it comes back."""
    router = APIRouter(prefix="/lead/{tenant}/sessions/{session_id}/change", include_in_schema=False)
    sessions = SessionsClient(wiring.training)

    async def shown(
        request: Request,
        tenant: str,
        session_id: str,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/session_change.html",
            title="Change the session",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            session_id=session_id,
            people=await several(wiring, wiring.caller(request, tenant), tenant, form),
            form=form,
        )

    @router.get("", dependencies=LEADS)
    async def planned(request: Request, tenant: TenantId, session_id: RecordId) -> Response:
        found = await sessions.one(wiring.caller(request, tenant), tenant, session_id)
        return await shown(request, tenant, session_id, form_of(found))

    @router.post("", dependencies=LEADS)
    async def save(request: Request, tenant: TenantId, session_id: RecordId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        if stepping(form):
            form, problems = await found_in(wiring, caller, tenant, form)
            return await shown(request, tenant, session_id, form, problems)
        body, problems = plan_in(form)
        if problems:
            return await shown(request, tenant, session_id, form, problems)
        try:
            event = await sessions.change(
                caller, tenant, session_id, "PUT", "", body, version=form.text("version")
            )
        except ServiceRefusal as refusal:
            found = list(problems_of(refusal, fields=FIELDS, codes=CODES, said=SAID))
            return await shown(request, tenant, session_id, form, found)
        follow(request, tenant, event, "The session is changed. Everybody enrolled is told.")
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}", SEE_OTHER)

    return router
