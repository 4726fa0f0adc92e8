"""My page: where I am expected, what I am asked, what I have learned, and whether I take part."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.evaluation import Surveys
from services.portal.clients.own_meetings import OwnMeetingsClient
from services.portal.clients.own_modules import Learner, OwnModulesClient
from services.portal.clients.own_record import OwnRecordClient
from services.portal.clients.own_sessions import OwnSessionsClient
from services.portal.clients.parts import or_nothing, part
from services.portal.clients.service import Caller
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.local_time import day_in_london
from shared.web.access import TenantId


def my_page_router(wiring: Wiring) -> APIRouter:
    """The page, nine questions, side by side; what is away leaves its part empty."""
    router = APIRouter(prefix="/member/{tenant}", include_in_schema=False)
    meetings = OwnMeetingsClient(wiring.registration.client)
    record = OwnRecordClient(wiring.registration.client)

    @router.get("", dependencies=MEMBERS)
    async def mine(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        caller = wiring.caller(request, tenant)
        today = day_in_london(wiring.clock())
        person, collaborative, invited, introduced, surveys, learning = await asyncio.gather(
            part(wiring.registration.person(caller, tenant, own)),
            part(wiring.registration.collaborative(caller, tenant)),
            part(meetings.to_come(caller, tenant, today)),
            part(record.introduced(caller, tenant, own)),
            part(or_nothing(wiring.evaluation.surveys(caller, tenant), Surveys(items=[]))),
            _learning(wiring, caller, tenant, own, today),
        )
        return wiring.pages.page(
            request,
            "member/my_page.html",
            title="My page",
            tenant=tenant,
            person=person,
            collaborative=collaborative,
            meetings=invited,
            introduced=introduced,
            surveys=surveys,
            **learning,
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


async def _learning(wiring: Wiring, caller: Caller, tenant: str, own: str, today: date) -> dict[str, Any]:
    """My part in sessions, what I am asked to read, and what I have learned."""
    sessions = OwnSessionsClient(wiring.training)
    modules = OwnModulesClient(wiring.training)
    learning, giving, to_read, learner = await asyncio.gather(
        part(sessions.of(caller, tenant, "learning", today)),
        part(sessions.of(caller, tenant, "giving", today)),
        part(modules.to_read(caller, tenant)),
        part(or_nothing(modules.learner(caller, tenant, own), Learner())),
    )
    return {"learning": learning, "giving": giving, "to_read": to_read, "learner": learner}
