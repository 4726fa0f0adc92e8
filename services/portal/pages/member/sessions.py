"""Sessions to choose from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.portal.clients.own_sessions import OwnSessionsClient
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.wiring import Wiring
from shared.web.access import TenantId


def member_sessions_router(wiring: Wiring) -> APIRouter:
    """The list, one question."""
    router = APIRouter(prefix="/member/{tenant}/sessions", include_in_schema=False)
    sessions = OwnSessionsClient(wiring.training)

    @router.get("", dependencies=MEMBERS)
    async def to_choose(
        request: Request,
        tenant: TenantId,
        _: OwnRecord,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        found = await sessions.to_come(wiring.caller(request, tenant), tenant, after)
        return wiring.pages.page(
            request, "member/sessions.html", title="Choose a session", tenant=tenant, sessions=found
        )

    return router
