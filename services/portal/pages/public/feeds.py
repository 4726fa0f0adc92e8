"""What is celebrated as feeds, under the portal's own address, as notifications makes them."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response

from services.portal.wiring import Wiring
from shared.web.access import TenantId, public

_KEPT = ("etag", "last-modified", "cache-control", "content-type")
_ASKED = ("if-none-match", "if-modified-since")


def feeds_router(wiring: Wiring) -> APIRouter:
    """The feeds. One question."""
    router = APIRouter(include_in_schema=False)

    async def passed_on(request: Request, tenant: str | None, kind: str) -> Response:
        asked = {name: value for name in _ASKED if (value := request.headers.get(name))}
        found = await wiring.notifications.feed(tenant, kind, asked)
        kept = {name: value for name in _KEPT if (value := found.headers.get(name))}
        return Response(found.content, found.status_code, headers=kept)

    @router.get("/celebrations.{kind}", dependencies=[public()])
    async def national(request: Request, kind: Literal["atom", "json"]) -> Response:
        return await passed_on(request, None, kind)

    @router.get("/collaboratives/{tenant}/celebrations.{kind}", dependencies=[public()])
    async def of_one(request: Request, tenant: TenantId, kind: Literal["atom", "json"]) -> Response:
        return await passed_on(request, tenant, kind)

    return router
