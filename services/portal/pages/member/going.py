"""Leaving, taking along what is held, being erased."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.carrying import carried_by
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import LEAVING
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form

_DECLINED = {"declined": "I do not want to take part"}


def going_router(wiring: Wiring) -> APIRouter:
    """One question for each page."""
    router = APIRouter(prefix="/member/{tenant}", include_in_schema=False)
    _leaving(router, wiring)
    _erasing(router, wiring)

    @router.get("/download", dependencies=MEMBERS)
    async def download(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        everything = await wiring.registration.everything(wiring.caller(request, tenant), tenant, own)
        answer = Response(everything, media_type="application/json")
        answer.headers["Content-Disposition"] = 'attachment; filename="everything-about-me.json"'
        return answer

    return router


def _leaving(router: APIRouter, wiring: Wiring) -> None:
    async def shown(
        request: Request, tenant: str, own: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        person = await wiring.registration.person(wiring.caller(request, tenant), tenant, own)
        return wiring.pages.page(
            request,
            "member/leave.html",
            title="Leave the collaborative",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
            reasons=_DECLINED if person.state == "invited" else LEAVING,
        )

    @router.get("/leave", dependencies=MEMBERS)
    async def ask(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        return await shown(request, tenant, own, Form())

    @router.post("/leave", dependencies=MEMBERS)
    async def leave(request: Request, tenant: TenantId, own: OwnRecord, form: Submitted) -> Response:
        caller, body = wiring.caller(request, tenant), {"reason": form.text("reason")}
        try:
            event = await wiring.registration.change_person(caller, tenant, own, "POST", "/departure", body)
        except ServiceRefusal as refusal:
            said = {"reason": "Select why you are leaving"}
            return await shown(request, tenant, own, form, problems_of(refusal, said=said))
        follow(request, tenant, event, "You have left. Thank you for all you have given.")
        return RedirectResponse(f"/member/{tenant}", SEE_OTHER)


def _erasing(router: APIRouter, wiring: Wiring) -> None:
    def shown(request: Request, tenant: str, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "member/erase.html",
            title="Erase me",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=Form(),
        )

    @router.get("/erase", dependencies=MEMBERS)
    async def ask(request: Request, tenant: TenantId, _: OwnRecord) -> Response:
        return shown(request, tenant)

    @router.post("/erase", dependencies=MEMBERS)
    async def erase(request: Request, tenant: TenantId, own: OwnRecord, form: Submitted) -> Response:
        if form.all("sure") != ["yes"]:
            return shown(request, tenant, [FieldProblem("sure", "Tick the box if you are sure")])
        caller = wiring.caller(request, tenant)
        await wiring.registration.change_person(caller, tenant, own, "DELETE", "")
        carried_by(request).session = None
        return wiring.pages.page(request, "member/erased.html", title="You are erased")
