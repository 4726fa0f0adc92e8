"""Celebrations: looked at as everybody will see them, approved, declined, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.parts import part
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow, principal

_LEADS, _THE_LEAD = [allow("lead", "facilitator")], [allow("lead")]
CelebrationId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def celebrations_router(wiring: Wiring) -> APIRouter:
    """The list, one question; one celebration, two."""
    router = APIRouter(prefix="/lead/{tenant}/celebrations", include_in_schema=False)
    _deciding(router, wiring)

    @router.get("", dependencies=_LEADS)
    async def celebrations(
        request: Request,
        tenant: TenantId,
        after: Annotated[str | None, Query(max_length=600)] = None,
        whom: Annotated[str, Query(pattern=r"^[A-Za-z0-9-]{0,64}$")] = "",
    ) -> Response:
        """All of them; with ``whom``, each leads to where that person is named."""
        caller = wiring.caller(request, tenant)
        found = await wiring.notifications.celebrations(caller, tenant, limit=50, cursor=after)
        return wiring.pages.page(
            request,
            "lead/celebrations.html",
            title="Celebrations",
            tenant=tenant,
            celebrations=found,
            whom=whom,
        )

    @router.get("/{celebration_id}", dependencies=_LEADS)
    async def celebration(request: Request, tenant: TenantId, celebration_id: CelebrationId) -> Response:
        return await _shown(wiring, request, tenant, celebration_id)

    return router


def _deciding(router: APIRouter, wiring: Wiring) -> None:
    async def decided(
        request: Request, tenant: str, celebration_id: str, what: str, note: str, version: str = ""
    ) -> Response:
        caller = wiring.caller(request, tenant)
        try:
            event = await wiring.notifications.decide(caller, tenant, celebration_id, what, version=version)
        except ServiceRefusal as refusal:
            return await _shown(wiring, request, tenant, celebration_id, problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/celebrations/{celebration_id}", SEE_OTHER)

    @router.post("/{celebration_id}/approve", dependencies=_THE_LEAD)
    async def approve(
        request: Request, tenant: TenantId, celebration_id: CelebrationId, form: Submitted
    ) -> Response:
        """What was read is published, and nothing that has changed since."""
        note, version = "It is published, for everybody.", form.text("version")
        return await decided(request, tenant, celebration_id, "approval", note, version)

    @router.post("/{celebration_id}/decline", dependencies=_THE_LEAD)
    async def decline(
        request: Request, tenant: TenantId, celebration_id: CelebrationId, _: Submitted
    ) -> Response:
        return await decided(request, tenant, celebration_id, "decline", "It is not celebrated.")

    @router.post("/{celebration_id}/retract", dependencies=_THE_LEAD)
    async def retract(
        request: Request, tenant: TenantId, celebration_id: CelebrationId, _: Submitted
    ) -> Response:
        return await decided(request, tenant, celebration_id, "retraction", "It is taken back everywhere.")


async def _shown(
    wiring: Wiring,
    request: Request,
    tenant: str,
    celebration_id: str,
    problems: Sequence[FieldProblem] = (),
) -> Response:
    caller = wiring.caller(request, tenant)
    found = await wiring.notifications.celebration(caller, tenant, celebration_id)
    card = await part(wiring.notifications.card(caller, tenant, celebration_id))
    return wiring.pages.page(
        request,
        "lead/celebration.html",
        title=found.title,
        status=422 if problems else 200,
        problems=problems,
        tenant=tenant,
        celebration=found,
        card=card,
        decides=principal(request).has_role(tenant, "lead"),
    )
