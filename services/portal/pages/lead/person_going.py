"""Somebody leaves, comes back, or is erased, by the hand of a lead to whom they have said so."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.failing import problems_of
from services.portal.pages.lead.people import PersonId
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.running_words import THEIR_LEAVING
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.registration import LeavingReason
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS, _THE_LEAD = [allow("lead", "facilitator")], [allow("lead")]
_DECLINED = {LeavingReason.DECLINED: THEIR_LEAVING[LeavingReason.DECLINED]}
_OTHERS = {code: said for code, said in THEIR_LEAVING.items() if code != LeavingReason.DECLINED}


def person_going_router(wiring: Wiring) -> APIRouter:
    """Each page, one question; each change, one."""
    router = APIRouter(prefix="/lead/{tenant}/people/{person_id}", include_in_schema=False)
    _leaving(router, wiring)
    _erasing(router, wiring)
    return router


def _leaving(router: APIRouter, wiring: Wiring) -> None:
    async def shown(
        request: Request, tenant: str, person_id: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        person = await wiring.registration.person(wiring.caller(request, tenant), tenant, person_id)
        return wiring.pages.page(
            request,
            "lead/person_leave.html",
            title="They leave",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            person=person,
            form=form,
            reasons=_DECLINED if person.state == "invited" else _OTHERS,
        )

    @router.get("/leave", dependencies=_LEADS)
    async def ask(request: Request, tenant: TenantId, person_id: PersonId) -> Response:
        return await shown(request, tenant, person_id, Form())

    @router.post("/leave", dependencies=_LEADS)
    async def leave(request: Request, tenant: TenantId, person_id: PersonId, form: Submitted) -> Response:
        caller, body = wiring.caller(request, tenant), {"reason": form.text("reason")}
        try:
            event = await wiring.registration.change_person(
                caller, tenant, person_id, "POST", "/departure", body
            )
        except ServiceRefusal as refusal:
            said = {"reason": "Select why they leave"}
            return await shown(request, tenant, person_id, form, problems_of(refusal, said=said))
        follow(request, tenant, event, "They have left.")
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)

    @router.post("/return", dependencies=_LEADS)
    async def return_(request: Request, tenant: TenantId, person_id: PersonId, _: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        event = await wiring.registration.change_person(caller, tenant, person_id, "POST", "/return")
        follow(request, tenant, event, "They take part again.")
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)


def _erasing(router: APIRouter, wiring: Wiring) -> None:
    async def shown(
        request: Request, tenant: str, person_id: str, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        person = await wiring.registration.person(wiring.caller(request, tenant), tenant, person_id)
        return wiring.pages.page(
            request,
            "lead/person_erase.html",
            title="Erase somebody",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            person=person,
            form=Form(),
        )

    @router.get("/erase", dependencies=_THE_LEAD)
    async def ask(request: Request, tenant: TenantId, person_id: PersonId) -> Response:
        return await shown(request, tenant, person_id)

    @router.post("/erase", dependencies=_THE_LEAD)
    async def erase(request: Request, tenant: TenantId, person_id: PersonId, form: Submitted) -> Response:
        if form.all("sure") != ["yes"]:
            wrong = FieldProblem("sure", "Tick the box if you are sure")
            return await shown(request, tenant, person_id, [wrong])
        caller = wiring.caller(request, tenant)
        event = await wiring.registration.change_person(caller, tenant, person_id, "DELETE", "")
        follow(request, tenant, event, "They are erased.")
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)
