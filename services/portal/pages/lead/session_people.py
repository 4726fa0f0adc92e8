"""Somebody in a session: enrolled, let go before the others who wait, taken out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.sessions import SessionsClient, Turn
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.named import Chosen, RecordId, chosen_in, names_of, problems_with
from services.portal.pages.lead.session import LEADS
from services.portal.pages.lead.whom import whom as whoever
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId
from shared.web.forms import Form

_NO_REASON = "Enter why they go before the others, in up to 500 characters"


def session_people_router(wiring: Wiring) -> APIRouter:
    """The form, one question at the most, sending it two; somebody in the session, two."""
    router = APIRouter(prefix="/lead/{tenant}/sessions/{session_id}", include_in_schema=False)
    _enrolling(router, wiring)
    _one_of_them(router, wiring)
    return router


def _enrolling(router: APIRouter, wiring: Wiring) -> None:
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
            "lead/session_enrol.html",
            title="Enrol somebody",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            session_id=session_id,
            form=form,
            chosen=await chosen_in(wiring, wiring.caller(request, tenant), tenant, form),
        )

    @router.get("/enrol", dependencies=LEADS)
    async def empty(request: Request, tenant: TenantId, session_id: RecordId, whom: Chosen = "") -> Response:
        return await shown(request, tenant, session_id, Form({"whom": [whom]}))

    @router.post("/enrol", dependencies=LEADS)
    async def enrol(request: Request, tenant: TenantId, session_id: RecordId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        found = await whoever(wiring, caller, tenant, form)
        if isinstance(found, FieldProblem):
            return await shown(request, tenant, session_id, form, [found])
        try:
            turn, event = await sessions.turn(caller, tenant, session_id, found.id)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, session_id, form, problems_with(refusal, form))
        follow(request, tenant, event, f"{found.name}: {_spoken(turn)}")
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}", SEE_OTHER)


def _one_of_them(router: APIRouter, wiring: Wiring) -> None:
    sessions = SessionsClient(wiring.training)

    async def shown(
        request: Request,
        tenant: str,
        session_id: str,
        person_id: str,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        caller = wiring.caller(request, tenant)
        found = await sessions.one(caller, tenant, session_id)
        enrolment = found.of(person_id)
        if enrolment is None:
            raise NotFound("not-found", "They have never asked for a place in this session.")
        return wiring.pages.page(
            request,
            "lead/session_person.html",
            title=(await names_of(wiring, caller, tenant, [person_id])).of(person_id),
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            given=found,
            one=enrolment,
            form=form,
        )

    @router.get("/people/{person_id}", dependencies=LEADS)
    async def person(
        request: Request, tenant: TenantId, session_id: RecordId, person_id: RecordId
    ) -> Response:
        return await shown(request, tenant, session_id, person_id, Form())

    @router.post("/people/{person_id}/promote", dependencies=LEADS)
    async def promote(
        request: Request, tenant: TenantId, session_id: RecordId, person_id: RecordId, form: Submitted
    ) -> Response:
        reason = form.text("reason")
        if not reason:
            problem = FieldProblem("reason", _NO_REASON)
            return await shown(request, tenant, session_id, person_id, form, [problem])
        try:
            caller = wiring.caller(request, tenant)
            turn, event = await sessions.turn(caller, tenant, session_id, person_id, reason)
        except ServiceRefusal as refusal:
            problems = list(problems_of(refusal, said={"reason": _NO_REASON}))
            return await shown(request, tenant, session_id, person_id, form, problems)
        follow(request, tenant, event, _spoken(turn))
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}", SEE_OTHER)

    @router.post("/people/{person_id}/withdraw", dependencies=LEADS)
    async def withdraw(
        request: Request, tenant: TenantId, session_id: RecordId, person_id: RecordId, form: Submitted
    ) -> Response:
        try:
            caller, what = wiring.caller(request, tenant), f"/enrolments/{person_id}"
            event = await sessions.change(caller, tenant, session_id, "DELETE", what)
        except ServiceRefusal as refusal:
            problems = list(problems_of(refusal))
            return await shown(request, tenant, session_id, person_id, form, problems)
        follow(request, tenant, event, "They are taken out. A place that this frees goes to the next.")
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}", SEE_OTHER)


def _spoken(turn: Turn) -> str:
    if turn.status == "confirmed":
        return "They have a place."
    return f"There is no place free for them. They wait, as number {turn.position}."
