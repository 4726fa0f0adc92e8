"""One session: its plan, its places, its queue; called off, closed, held places given to those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.modules import Module, ModulesClient
from services.portal.clients.organisations import OrganisationsClient
from services.portal.clients.parts import part
from services.portal.clients.sessions import Session, SessionsClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.named import RecordId, names_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.local_time import day_in_london
from shared.web.access import TenantId, allow

LEADS = [allow("lead", "facilitator")]
ON_A_PAGE = 50
_First = Annotated[int, Query(ge=1, le=10_000)]


def session_router(wiring: Wiring) -> APIRouter:
    """The page, four questions; a change, one."""
    router = APIRouter(prefix="/lead/{tenant}/sessions/{session_id}", include_in_schema=False)
    sessions = SessionsClient(wiring.training)

    @router.get("", dependencies=LEADS)
    async def session(
        request: Request,
        tenant: TenantId,
        session_id: RecordId,
        first: Annotated[int, Query(alias="from", ge=1, le=10_000)] = 1,
        waiting: _First = 1,
    ) -> Response:
        return await _shown(wiring, request, tenant, session_id, first, waiting)

    async def changed(request: Request, tenant: str, session_id: str, what: str, note: str) -> Response:
        try:
            caller = wiring.caller(request, tenant)
            event = await sessions.change(caller, tenant, session_id, "POST", what)
        except ServiceRefusal as refusal:
            return await _shown(wiring, request, tenant, session_id, problems=problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}", SEE_OTHER)

    @router.post("/cancel", dependencies=LEADS)
    async def cancel(request: Request, tenant: TenantId, session_id: RecordId, _: Submitted) -> Response:
        return await changed(request, tenant, session_id, "/cancellation", "The session is called off.")

    @router.post("/release", dependencies=LEADS)
    async def release(request: Request, tenant: TenantId, session_id: RecordId, _: Submitted) -> Response:
        note = "No place is held any more. Whoever waited has what was free."
        return await changed(request, tenant, session_id, "/release-of-held-places", note)

    @router.post("/close", dependencies=LEADS)
    async def close(request: Request, tenant: TenantId, session_id: RecordId, _: Submitted) -> Response:
        return await changed(request, tenant, session_id, "/closure", "The session is closed.")

    return router


async def _shown(
    wiring: Wiring,
    request: Request,
    tenant: str,
    session_id: str,
    first: int = 1,
    waiting: int = 1,
    problems: Sequence[FieldProblem] = (),
) -> Response:
    caller = wiring.caller(request, tenant)
    found = await SessionsClient(wiring.training).one(caller, tenant, session_id)
    placed = found.having("confirmed")[first - 1 : first - 1 + ON_A_PAGE]
    queue = found.having("waiting")[waiting - 1 : waiting - 1 + ON_A_PAGE]
    people = [one.participant_id for one in (*found.facilitators, *placed, *queue)]
    names, module, known = await asyncio.gather(
        names_of(wiring, caller, tenant, people),
        part(ModulesClient(wiring.training).one(caller, tenant, found.module_id)),
        part(OrganisationsClient(wiring.registration.client).all(caller, tenant)),
    )
    now = wiring.clock()
    colleges = known.value.names() if known.value else {}
    return wiring.pages.page(
        request,
        "lead/session.html",
        title=found.title,
        status=422 if problems else 200,
        problems=problems,
        tenant=tenant,
        given=found,
        part=_part_of(module.value, found),
        college=colleges.get(found.college, "A Recovery College"),
        names=names,
        placed=placed,
        queue=queue,
        taken=len(found.having("confirmed")),
        withdrawn=len(found.having("withdrawn")),
        first=first,
        first_waiting=waiting,
        started=now >= found.starts_at,
        held_now=day_in_london(now) < found.held_until,
        register_open=sum(one.attendance is None for one in found.having("confirmed")),
    )


def _part_of(module: Module | None, session: Session) -> str:
    """What the part is called; its number alone while that cannot be said."""
    version = module.number(session.module_version) if module else None
    parts = version.parts if version else []
    title = next((one.title for one in parts if one.number == session.part), "")
    return f"{session.part}. {title}" if title else f"Part {session.part}"
