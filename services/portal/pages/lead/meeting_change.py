"""The plan of a meeting is changed: when, where, what for. Everybody who is invited is told."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.planned import PlannedMeeting, Plans
from services.portal.pages.lead.meeting import MeetingId
from services.portal.pages.lead.planning import read_plan, wrong_in_plan
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import spoken_time
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_KEPT = ("organisation", "project_id")


def meeting_change_router(wiring: Wiring) -> APIRouter:
    """The form, one question; saving it, two: the plan says all, so what the form does not ask is kept."""
    router = APIRouter(prefix="/lead/{tenant}/meetings/{meeting_id}/change", include_in_schema=False)
    plans = Plans(wiring.registration.client)

    def shown(
        request: Request, tenant: str, meeting_id: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/change_meeting.html",
            title="Change the meeting",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            meeting_id=meeting_id,
            form=form,
        )

    @router.get("", dependencies=_LEADS)
    async def as_planned(request: Request, tenant: TenantId, meeting_id: MeetingId) -> Response:
        meeting = await plans.meeting(wiring.caller(request, tenant), tenant, meeting_id)
        return shown(request, tenant, meeting_id, as_typed(meeting))

    @router.post("", dependencies=_LEADS)
    async def change(request: Request, tenant: TenantId, meeting_id: MeetingId, form: Submitted) -> Response:
        plan, problems = read_plan(form)
        if problems:
            return shown(request, tenant, meeting_id, form, problems)
        caller = wiring.caller(request, tenant)
        known = (await plans.meeting(caller, tenant, meeting_id)).model_dump(include=set(_KEPT))
        try:
            event = await plans.change(caller, tenant, meeting_id, known | plan, form.text("version"))
        except ServiceRefusal as refusal:
            return shown(request, tenant, meeting_id, form, wrong_in_plan(refusal))
        follow(request, tenant, event, "The meeting is changed. Everybody who is invited is told.")
        return RedirectResponse(f"/lead/{tenant}/meetings/{meeting_id}", SEE_OTHER)

    return router


def as_typed(meeting: PlannedMeeting) -> Form:
    """The plan as somebody would have typed it."""
    day = meeting.day
    told = {
        "kind": meeting.kind,
        "day-day": str(day.day),
        "day-month": str(day.month),
        "day-year": str(day.year),
        "starts": spoken_time(meeting.starts_at) if meeting.starts_at else "",
        "ends": spoken_time(meeting.ends_at) if meeting.ends_at else "",
        "place": meeting.place or "",
        "link": meeting.link or "",
        "version": meeting.version,
    }
    return Form({name: [value] for name, value in told.items()})
