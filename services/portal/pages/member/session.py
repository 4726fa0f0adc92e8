"""One session: where it is, what is on offer, and my place in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_sessions import Outcome, OwnSessionsClient
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId

SessionId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def member_session_router(wiring: Wiring) -> APIRouter:
    """The page, one question; a place asked for or given up, one more."""
    router = APIRouter(prefix="/member/{tenant}/sessions/{session_id}", include_in_schema=False)
    sessions = OwnSessionsClient(wiring.training)

    async def shown(
        request: Request, tenant: str, session_id: str, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        session = await sessions.one(wiring.caller(request, tenant), tenant, session_id)
        return wiring.pages.page(
            request,
            "member/session.html",
            title=session.title,
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            taught=session,
        )

    @router.get("", dependencies=MEMBERS)
    async def session(request: Request, tenant: TenantId, session_id: SessionId, _: OwnRecord) -> Response:
        return await shown(request, tenant, session_id)

    @router.post("/enrol", dependencies=MEMBERS)
    async def enrol(
        request: Request, tenant: TenantId, session_id: SessionId, own: OwnRecord, _: Submitted
    ) -> Response:
        caller = wiring.caller(request, tenant)
        try:
            outcome, event = await sessions.enrol(caller, tenant, session_id, own)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, session_id, problems_of(refusal))
        follow(request, tenant, event, told_at_once(outcome))
        return RedirectResponse(f"/member/{tenant}/sessions/{session_id}", SEE_OTHER)

    @router.post("/withdraw", dependencies=MEMBERS)
    async def withdraw(
        request: Request, tenant: TenantId, session_id: SessionId, own: OwnRecord, _: Submitted
    ) -> Response:
        caller = wiring.caller(request, tenant)
        try:
            event = await sessions.withdraw(caller, tenant, session_id, own)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, session_id, problems_of(refusal))
        follow(request, tenant, event, "You have given up your place. Thank you for telling us.")
        return RedirectResponse(f"/member/{tenant}/sessions/{session_id}", SEE_OTHER)

    return router


def told_at_once(outcome: Outcome) -> str:
    """What became of the wish for a place, for whoever has just asked for one."""
    if outcome.status == "confirmed":
        return "You have a place."
    if outcome.position is None:
        return "You are in the queue."
    return f"You are number {outcome.position} in the queue. As soon as a place is free for you, it is yours."
