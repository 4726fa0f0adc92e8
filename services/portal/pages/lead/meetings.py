"""The meetings of a collaborative, and planning one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.service import subject_of
from services.portal.pages.lead.planning import read_plan, wrong_in_plan
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import spoken
from services.portal.wiring import Wiring, follow
from shared.local_time import day_in_london
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]


def meetings_router(wiring: Wiring) -> APIRouter:
    """The list and the form, one question each."""
    router = APIRouter(prefix="/lead/{tenant}/meetings", include_in_schema=False)

    @router.get("", dependencies=_LEADS)
    async def meetings(
        request: Request,
        tenant: TenantId,
        earlier: bool = False,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        """From today on, or with earlier ones as well."""
        today = day_in_london(wiring.clock())
        since = None if earlier else today.isoformat()
        found = await wiring.registration.meetings(
            wiring.caller(request, tenant), tenant, limit=50, cursor=after, from_=since
        )
        return wiring.pages.page(
            request,
            "lead/meetings.html",
            title="Meetings",
            tenant=tenant,
            meetings=found,
            earlier=earlier,
            caption="All meetings" if earlier else f"From {spoken(today)} on",
        )

    @router.get("/new", dependencies=_LEADS)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return _form(wiring, request, tenant, Form({"key": [new_id()]}))

    @router.post("/new", dependencies=_LEADS)
    async def plan(request: Request, tenant: TenantId, form: Submitted) -> Response:
        body, problems = read_plan(form)
        if problems:
            return _form(wiring, request, tenant, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            event = await wiring.registration.schedule(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            found = wrong_in_plan(refusal)
            return _form(wiring, request, tenant, form, list(found))
        follow(request, tenant, event, "The meeting is planned. Now invite people to it.")
        meeting_id = subject_of(event)
        return RedirectResponse(f"/lead/{tenant}/meetings/{meeting_id}", SEE_OTHER)

    return router


def _form(
    wiring: Wiring, request: Request, tenant: str, form: Form, problems: list[FieldProblem] | None = None
) -> Response:
    return wiring.pages.page(
        request,
        "lead/new_meeting.html",
        title="Plan a meeting",
        status=422 if problems else 200,
        problems=problems or [],
        tenant=tenant,
        form=form,
    )
