"""Messages to people that were given up: to whom, why, and once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.partners import Partners
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow

_THE_LEAD = [allow("lead")]
DeliveryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def unsent_router(wiring: Wiring) -> APIRouter:
    """The list, two questions; to try one again, one."""
    router = APIRouter(prefix="/lead/{tenant}/deliveries", include_in_schema=False)
    partners = Partners(wiring.notifications.client)

    async def shown(
        request: Request, tenant: str, after: str | None = None, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        caller = wiring.caller(request, tenant)
        found = await partners.failed(caller, tenant, 50, after)
        whom = list(dict.fromkeys(one.participant_id for one in found.items))
        return wiring.pages.page(
            request,
            "lead/unsent.html",
            title="Messages that were not sent",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            messages=found,
            names=await wiring.registration.look_up(caller, tenant, whom),
        )

    @router.get("", dependencies=_THE_LEAD)
    async def unsent(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        return await shown(request, tenant, after)

    @router.post("/{delivery_id}/retry", dependencies=_THE_LEAD)
    async def retry(request: Request, tenant: TenantId, delivery_id: DeliveryId, _: Submitted) -> Response:
        try:
            event = await partners.try_again(wiring.caller(request, tenant), tenant, delivery_id)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, problems=problems_of(refusal))
        follow(request, tenant, event, "It is tried again, if it still holds true.")
        return RedirectResponse(f"/lead/{tenant}/deliveries", SEE_OTHER)

    return router
