"""The balance: who teaches whom."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.portal.clients.readiness import BalanceClient
from services.portal.web.learning_words import TRACKS
from services.portal.wiring import Wiring
from shared.web.access import TenantId, allow


def balance_router(wiring: Wiring) -> APIRouter:
    """One question."""
    router = APIRouter(prefix="/lead/{tenant}/sessions/balance", include_in_schema=False)

    @router.get("", dependencies=[allow("lead", "facilitator")])
    async def balance(request: Request, tenant: TenantId) -> Response:
        found = await BalanceClient(wiring.training).balance(wiring.caller(request, tenant), tenant)
        shares = [(TRACKS[track], found.tracks[track]) for track in TRACKS if track in found.tracks]
        return wiring.pages.page(
            request,
            "lead/balance.html",
            title="Who teaches whom",
            tenant=tenant,
            shares=[*shares, ("All of it", found.total)],
            held=found.total.sessions_held,
        )

    return router
