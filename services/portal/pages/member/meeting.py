"""A meeting that I am invited to, and whether I come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_meetings import OwnMeetingsClient
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.member_words import MY_ANSWERS
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import BARRIERS, MEETING_KINDS
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form

MeetingId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def member_meeting_router(wiring: Wiring) -> APIRouter:
    """The page, one question; an answer, one, and one more if it is refused."""
    router = APIRouter(prefix="/member/{tenant}/meetings/{meeting_id}", include_in_schema=False)
    meetings = OwnMeetingsClient(wiring.registration.client)

    async def shown(
        request: Request,
        tenant: str,
        meeting_id: str,
        form: Form | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        meeting = await meetings.one(wiring.caller(request, tenant), tenant, meeting_id)
        barrier = (meeting.own.barrier if meeting.own else None) or ""
        return wiring.pages.page(
            request,
            "member/meeting.html",
            title=MEETING_KINDS[meeting.kind],
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            meeting=meeting,
            form=form or Form({"answer": [meeting.answer], "barrier": [barrier]}),
        )

    @router.get("", dependencies=MEMBERS)
    async def meeting(request: Request, tenant: TenantId, meeting_id: MeetingId, _: OwnRecord) -> Response:
        return await shown(request, tenant, meeting_id)

    @router.post("", dependencies=MEMBERS)
    async def answer(
        request: Request, tenant: TenantId, meeting_id: MeetingId, own: OwnRecord, form: Submitted
    ) -> Response:
        body, problems = answer_in(form)
        if problems:
            return await shown(request, tenant, meeting_id, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            event = await meetings.answer(caller, tenant, meeting_id, own, body)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, meeting_id, form, problems_of(refusal))
        follow(request, tenant, event, "Thank you for telling us.")
        return RedirectResponse(f"/member/{tenant}/meetings/{meeting_id}", SEE_OTHER)

    return router


def answer_in(form: Form) -> tuple[dict[str, str], list[FieldProblem]]:
    """As registration takes it, and what is missing; what keeps one away counts with apologies alone."""
    answer, barrier = form.text("answer"), form.text("barrier")
    if answer not in MY_ANSWERS:
        return {}, [FieldProblem("answer", "Select whether you will come")]
    if answer != "apologies":
        return {"status": answer}, []
    if barrier not in BARRIERS:
        return {}, [FieldProblem("barrier", "Select what keeps you away")]
    return {"status": answer, "barrier": barrier}, []
