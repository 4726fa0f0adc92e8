"""Who is told what happens: webhooks, and organisations whose systems write to us."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.partners import Partners
from services.portal.clients.parts import part
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow

_THE_LEAD = [allow("lead")]
Organisation = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


def partners_router(wiring: Wiring) -> APIRouter:
    """The overview. Three questions, side by side; what is away leaves its part empty."""
    router = APIRouter(prefix="/lead/{tenant}/partners", include_in_schema=False)
    partners = Partners(wiring.notifications.client)

    async def shown(
        request: Request, tenant: str, after: str | None = None, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        caller = wiring.caller(request, tenant)
        webhooks, partnerships, known = await asyncio.gather(
            part(partners.webhooks(caller, tenant, after)),
            part(partners.partnerships(caller, tenant)),
            part(wiring.registration.collaborative(caller, tenant)),
        )
        organisations = known.value.organisations if known.value else []
        opened = partnerships.value.items if partnerships.value else []
        return wiring.pages.page(
            request,
            "lead/partners.html",
            title="Partners",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            webhooks=webhooks,
            partnerships=partnerships,
            known=known,
            names={one.code: one.name for one in organisations},
            open={one.organisation: one for one in opened if one.open},
        )

    @router.get("", dependencies=_THE_LEAD)
    async def overview(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        return await shown(request, tenant, after)

    async def switched(
        request: Request, tenant: str, organisation: str, note: str, *, opened: bool
    ) -> Response:
        caller = wiring.caller(request, tenant)
        try:
            event = await partners.switch_partnership(caller, tenant, organisation, opened=opened)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, problems=problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/partners", SEE_OTHER)

    @router.post("/topics/{organisation}/open", dependencies=_THE_LEAD)
    async def open_topics(
        request: Request, tenant: TenantId, organisation: Organisation, _: Submitted
    ) -> Response:
        note = "It is open. Its topics are there within seconds."
        return await switched(request, tenant, organisation, note, opened=True)

    @router.post("/topics/{organisation}/close", dependencies=_THE_LEAD)
    async def close_topics(
        request: Request, tenant: TenantId, organisation: Organisation, _: Submitted
    ) -> Response:
        return await switched(request, tenant, organisation, "It is closed.", opened=False)

    return router
