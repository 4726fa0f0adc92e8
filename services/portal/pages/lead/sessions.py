"""The sessions of a collaborative."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.portal.clients.organisations import OrganisationsClient
from services.portal.clients.parts import part
from services.portal.clients.sessions import SessionsClient
from services.portal.pages.lead.named import Chosen, chosen_in
from services.portal.web.words import spoken
from services.portal.wiring import Wiring
from shared.local_time import day_in_london
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]


def sessions_router(wiring: Wiring) -> APIRouter:
    """The list, two questions, three if somebody is chosen."""
    router = APIRouter(prefix="/lead/{tenant}/sessions", include_in_schema=False)
    sessions = SessionsClient(wiring.training)
    organisations = OrganisationsClient(wiring.registration.client)

    @router.get("", dependencies=_LEADS)
    async def list_all(
        request: Request,
        tenant: TenantId,
        earlier: bool = False,
        whom: Chosen = "",
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        """From today on, or with earlier ones as well; with somebody chosen, to enrol them on one."""
        caller = wiring.caller(request, tenant)
        today = day_in_london(wiring.clock())
        since = None if earlier else today.isoformat()
        found, known, chosen = await asyncio.gather(
            sessions.page(caller, tenant, limit=50, cursor=after, from_=since),
            part(organisations.all(caller, tenant)),
            chosen_in(wiring, caller, tenant, Form({"whom": [whom]})),
        )
        return wiring.pages.page(
            request,
            "lead/sessions.html",
            title="Sessions",
            tenant=tenant,
            sessions=found,
            colleges=known.value.names() if known.value else {},
            earlier=earlier,
            caption="All sessions" if earlier else f"From {spoken(today)} on",
            whom=whom,
            chosen=chosen,
        )

    return router
