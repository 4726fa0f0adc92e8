"""My page: what I am invited to, what I am asked, what I have learned, and whether I take part."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.evaluation import Surveys
from services.portal.clients.parts import or_nothing, part
from services.portal.clients.training import Learner
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.local_time import day_in_london
from shared.web.access import TenantId


def my_page_router(wiring: Wiring) -> APIRouter:
    """The page, five questions."""
    router = APIRouter(prefix="/member/{tenant}", include_in_schema=False)

    @router.get("", dependencies=MEMBERS)
    async def mine(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        caller = wiring.caller(request, tenant)
        today = day_in_london(wiring.clock())
        person, collaborative, meetings, surveys, learner = await asyncio.gather(
            part(wiring.registration.person(caller, tenant, own)),
            part(wiring.registration.collaborative(caller, tenant)),
            part(wiring.registration.meetings(caller, tenant, status="planned", from_=today.isoformat())),
            part(or_nothing(wiring.evaluation.surveys(caller, tenant), Surveys(items=[]))),
            part(or_nothing(wiring.training.learner(caller, tenant, own), Learner())),
        )
        return wiring.pages.page(
            request,
            "member/my_page.html",
            title="My page",
            tenant=tenant,
            person=person,
            collaborative=collaborative,
            meetings=meetings,
            surveys=surveys,
            learner=learner,
        )

    async def changed(request: Request, tenant: str, own: str, what: str, note: str) -> Response:
        caller = wiring.caller(request, tenant)
        event = await wiring.registration.change_person(caller, tenant, own, "POST", what)
        follow(request, tenant, event, note)
        return RedirectResponse(f"/member/{tenant}", SEE_OTHER)

    @router.post("/accept", dependencies=MEMBERS)
    async def accept(request: Request, tenant: TenantId, own: OwnRecord, _: Submitted) -> Response:
        return await changed(request, tenant, own, "/acceptance", "You take part now. Welcome.")

    @router.post("/return", dependencies=MEMBERS)
    async def come_back(request: Request, tenant: TenantId, own: OwnRecord, _: Submitted) -> Response:
        return await changed(request, tenant, own, "/return", "You take part again. Welcome back.")

    return router
