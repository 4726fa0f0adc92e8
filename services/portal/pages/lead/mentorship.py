"""A mentorship: when the two met, and that it is over. Nothing of what was said is asked or kept."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.mentoring import MentoringClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.mentoring import LEADS
from services.portal.pages.lead.named import RecordId, names_of
from services.portal.web.learning_words import ENDS_TO_CHOOSE
from services.portal.web.moments import typed_day
from services.portal.web.numbers import typed_number
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_SHORTEST, _LONGEST = 5, 480
_NO_MINUTES = "Enter how many minutes it took, from 5 to 480"
_CODES = {
    "day-to-come": "day",
    "before-the-start": "day",
    "minutes-out-of-range": "minutes",
    "ended-too-early": "reason",
}


def mentorship_router(wiring: Wiring) -> APIRouter:
    """The page, two questions; a change, one."""
    router = APIRouter(
        prefix="/lead/{tenant}/mentoring/mentors/{mentor_id}/mentorships/{mentorship_id}",
        include_in_schema=False,
    )
    mentoring = MentoringClient(wiring.training)

    @router.get("", dependencies=LEADS)
    async def mentorship(
        request: Request, tenant: TenantId, mentor_id: RecordId, mentorship_id: RecordId
    ) -> Response:
        form = Form({"key": [new_id()]})
        return await _shown(wiring, request, tenant, mentor_id, mentorship_id, form)

    async def changed(
        request: Request, tenant: str, address: tuple[str, str], form: Form, body: dict[str, Any], what: str
    ) -> Response:
        mentor_id, mentorship_id = address
        caller, path = wiring.caller(request, tenant), f"/mentorships/{mentorship_id}/{what}"
        try:
            event = await mentoring.change(
                caller, tenant, mentor_id, "POST", path, body, key=form.text("key")
            )
        except ServiceRefusal as refusal:
            problems = list(problems_of(refusal, codes=_CODES))
            return await _shown(wiring, request, tenant, mentor_id, mentorship_id, form, problems)
        follow(request, tenant, event, "It is noted.")
        page = f"/lead/{tenant}/mentoring/mentors/{mentor_id}/mentorships/{mentorship_id}"
        return RedirectResponse(page, SEE_OTHER)

    @router.post("/log", dependencies=LEADS)
    async def log(
        request: Request, tenant: TenantId, mentor_id: RecordId, mentorship_id: RecordId, form: Submitted
    ) -> Response:
        day, minutes = typed_day(form, "day"), typed_number(form.text("minutes"), _SHORTEST, _LONGEST)
        problems = [FieldProblem("day", "Enter a day, like 15 1 2018")] if day is None else []
        problems += [FieldProblem("minutes", _NO_MINUTES)] if minutes is None else []
        if problems or day is None:
            return await _shown(wiring, request, tenant, mentor_id, mentorship_id, form, problems)
        body = {"held_on": day.isoformat(), "minutes": minutes}
        return await changed(request, tenant, (mentor_id, mentorship_id), form, body, "sessions")

    @router.post("/end", dependencies=LEADS)
    async def end(
        request: Request, tenant: TenantId, mentor_id: RecordId, mentorship_id: RecordId, form: Submitted
    ) -> Response:
        if form.text("reason") not in ENDS_TO_CHOOSE:
            problems = [FieldProblem("reason", "Select why it is over")]
            return await _shown(wiring, request, tenant, mentor_id, mentorship_id, form, problems)
        body = {"reason": form.text("reason")}
        return await changed(request, tenant, (mentor_id, mentorship_id), form, body, "end")

    return router


async def _shown(
    wiring: Wiring,
    request: Request,
    tenant: str,
    mentor_id: str,
    mentorship_id: str,
    form: Form,
    problems: list[FieldProblem] | None = None,
) -> Response:
    caller = wiring.caller(request, tenant)
    mentor = await MentoringClient(wiring.training).mentor(caller, tenant, mentor_id)
    found = mentor.mentorship(mentorship_id)
    if found is None:
        raise NotFound("not-found", "There is no such mentorship here.")
    names = await names_of(wiring, caller, tenant, [mentor_id, found.learner_id])
    return wiring.pages.page(
        request,
        "lead/mentorship.html",
        title=f"{names.of(mentor_id)} mentors {names.of(found.learner_id)}",
        status=422 if problems else 200,
        problems=problems or [],
        tenant=tenant,
        mentorship=found,
        form=form,
    )
