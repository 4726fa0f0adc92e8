"""One meeting: seen, people invited to it, held, called off."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import MEETING_KINDS
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
MeetingId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def meeting_router(wiring: Wiring) -> APIRouter:
    """Two questions at the most for each page."""
    router = APIRouter(prefix="/lead/{tenant}/meetings/{meeting_id}", include_in_schema=False)
    _seeing(router, wiring)
    _inviting(router, wiring)
    return router


def _seeing(router: APIRouter, wiring: Wiring) -> None:
    async def shown(
        request: Request, tenant: str, meeting_id: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        meeting = await wiring.registration.meeting(wiring.caller(request, tenant), tenant, meeting_id)
        return wiring.pages.page(
            request,
            "lead/meeting.html",
            title=MEETING_KINDS[meeting.kind],
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            meeting=meeting,
            form=form,
        )

    @router.get("", dependencies=_LEADS)
    async def meeting(request: Request, tenant: TenantId, meeting_id: MeetingId) -> Response:
        return await shown(request, tenant, meeting_id, Form())

    async def changed(
        request: Request, tenant: str, meeting_id: str, form: Form, what: str, note: str
    ) -> Response:
        caller = wiring.caller(request, tenant)
        body = {"supports": form.all("supports")} if what == "/held" else None
        try:
            event = await wiring.registration.change_meeting(caller, tenant, meeting_id, "POST", what, body)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, meeting_id, form, problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/meetings/{meeting_id}", SEE_OTHER)

    @router.post("/held", dependencies=_LEADS)
    async def held(request: Request, tenant: TenantId, meeting_id: MeetingId, form: Submitted) -> Response:
        return await changed(request, tenant, meeting_id, form, "/held", "The register is closed.")

    @router.post("/cancel", dependencies=_LEADS)
    async def cancel(request: Request, tenant: TenantId, meeting_id: MeetingId, form: Submitted) -> Response:
        return await changed(request, tenant, meeting_id, form, "/cancel", "The meeting is called off.")


def _inviting(router: APIRouter, wiring: Wiring) -> None:
    async def shown(
        request: Request,
        tenant: str,
        meeting_id: str,
        form: Form,
        after: str | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        caller = wiring.caller(request, tenant)
        people, register = await asyncio.gather(
            wiring.registration.people(caller, tenant, state="joined", limit=50, cursor=after),
            wiring.registration.register(caller, tenant, meeting_id),
        )
        invited = frozenset(register.invited)
        return wiring.pages.page(
            request,
            "lead/invite_to_meeting.html",
            title="Invite people",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            meeting_id=meeting_id,
            choices={one.id: one.name or "Erased" for one in people.items if one.id not in invited},
            following=people.next,
            form=form,
        )

    @router.get("/invite", dependencies=_LEADS)
    async def choose(
        request: Request,
        tenant: TenantId,
        meeting_id: MeetingId,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        return await shown(request, tenant, meeting_id, Form(), after)

    @router.post("/invite", dependencies=_LEADS)
    async def invite(request: Request, tenant: TenantId, meeting_id: MeetingId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        body = {"participants": form.all("participants")}
        try:
            event = await wiring.registration.change_meeting(
                caller, tenant, meeting_id, "POST", "/invited", body
            )
        except ServiceRefusal as refusal:
            problems = problems_of(refusal, said={"participants": "Select who is to come"})
            return await shown(request, tenant, meeting_id, form, problems=problems)
        follow(request, tenant, event, "They are invited.")
        return RedirectResponse(f"/lead/{tenant}/meetings/{meeting_id}", SEE_OTHER)
