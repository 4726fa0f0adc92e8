"""A mentor: on which terms, whom they mentor and have mentored, and that somebody new begins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.mentoring import MentoringClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.mentoring import LEADS, terms_in
from services.portal.pages.lead.named import Chosen, RecordId, chosen_in, names_of, problems_with
from services.portal.pages.lead.whom import whom as whoever
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_ENDED_SHOWN = 50
_CODES = {"capacity-out-of-range": "capacity", "capacity-below-active": "capacity"}
_START_CODES = {
    **dict.fromkeys(("mentor-of-oneself", "already-mentored"), "email"),
    **dict.fromkeys(("nobody-new", "mentor-full"), ""),
}
_Topics = Annotated[list[str] | None, Query(max_length=20)]


def mentor_router(wiring: Wiring) -> APIRouter:
    """The page, two questions; a form one, sending it two at the most."""
    router = APIRouter(prefix="/lead/{tenant}/mentoring/mentors/{mentor_id}", include_in_schema=False)
    _seeing(router, wiring)
    _changing_terms(router, wiring)
    _starting(router, wiring)
    return router


def _seeing(router: APIRouter, wiring: Wiring) -> None:
    mentoring = MentoringClient(wiring.training)

    @router.get("", dependencies=LEADS)
    async def mentor(request: Request, tenant: TenantId, mentor_id: RecordId) -> Response:
        caller = wiring.caller(request, tenant)
        found = await mentoring.mentor(caller, tenant, mentor_id)
        active = [one for one in found.mentorships if one.ended_on is None]
        ended = [one for one in reversed(found.mentorships) if one.ended_on is not None]
        shown = ended[:_ENDED_SHOWN]
        people = [mentor_id, *(one.learner_id for one in (*active, *shown))]
        names = await names_of(wiring, caller, tenant, people)
        return wiring.pages.page(
            request,
            "lead/mentor.html",
            title=names.of(mentor_id),
            tenant=tenant,
            mentor=found,
            names=names,
            active=active,
            ended=shown,
            earlier=len(ended) - len(shown),
        )


def _changing_terms(router: APIRouter, wiring: Wiring) -> None:
    mentoring = MentoringClient(wiring.training)

    def shown(
        request: Request,
        tenant: str,
        mentor_id: str,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/mentor_terms.html",
            title="What they offer",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            mentor_id=mentor_id,
            form=form,
        )

    @router.get("/terms", dependencies=LEADS)
    async def terms(request: Request, tenant: TenantId, mentor_id: RecordId) -> Response:
        found = await mentoring.mentor(wiring.caller(request, tenant), tenant, mentor_id)
        now = {"topics": found.topics, "capacity": [str(found.load.capacity)], "version": [found.version]}
        return shown(request, tenant, mentor_id, Form(now))

    @router.post("/terms", dependencies=LEADS)
    async def save(request: Request, tenant: TenantId, mentor_id: RecordId, form: Submitted) -> Response:
        body, problems = terms_in(form)
        if problems:
            return shown(request, tenant, mentor_id, form, problems)
        try:
            caller, seen = wiring.caller(request, tenant), form.text("version")
            event = await mentoring.change(caller, tenant, mentor_id, "PUT", "/terms", body, version=seen)
        except ServiceRefusal as refusal:
            return shown(request, tenant, mentor_id, form, list(problems_of(refusal, codes=_CODES)))
        follow(request, tenant, event, "It is saved.")
        return RedirectResponse(f"/lead/{tenant}/mentoring/mentors/{mentor_id}", SEE_OTHER)


def _starting(router: APIRouter, wiring: Wiring) -> None:
    mentoring = MentoringClient(wiring.training)

    async def shown(
        request: Request,
        tenant: str,
        mentor_id: str,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/start_mentorship.html",
            title="Start a mentorship",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            mentor_id=mentor_id,
            form=form,
            chosen=await chosen_in(wiring, wiring.caller(request, tenant), tenant, form),
        )

    @router.get("/start", dependencies=LEADS)
    async def empty(
        request: Request, tenant: TenantId, mentor_id: RecordId, whom: Chosen = "", topics: _Topics = None
    ) -> Response:
        form = Form({"key": [new_id()], "whom": [whom], "topics": topics or []})
        return await shown(request, tenant, mentor_id, form)

    @router.post("/start", dependencies=LEADS)
    async def start(request: Request, tenant: TenantId, mentor_id: RecordId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        learner = await whoever(wiring, caller, tenant, form)
        if isinstance(learner, FieldProblem):
            return await shown(request, tenant, mentor_id, form, [learner])
        body, key = {"learner_id": learner.id, "topics": form.all("topics")}, form.text("key")
        try:
            event = await mentoring.change(caller, tenant, mentor_id, "POST", "/mentorships", body, key=key)
        except ServiceRefusal as refusal:
            problems = problems_with(refusal, form, _START_CODES)
            return await shown(request, tenant, mentor_id, form, problems)
        follow(request, tenant, event, f"The mentorship with {learner.name} is started.")
        return RedirectResponse(f"/lead/{tenant}/mentoring/mentors/{mentor_id}", SEE_OTHER)
