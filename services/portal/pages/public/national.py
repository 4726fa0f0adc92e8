"""The national page: which collaboratives there are, and what they celebrate."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.portal.clients.parts import part
from services.portal.wiring import Wiring
from shared.web.access import public


def national_router(wiring: Wiring) -> APIRouter:
    """The start page, for everybody. Two questions."""
    router = APIRouter(include_in_schema=False)

    @router.get("/", dependencies=[public()])
    async def national(
        request: Request, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        collaboratives, celebrated = await asyncio.gather(
            part(wiring.registration.known_to_everybody(after)), part(wiring.notifications.celebrated(None))
        )
        return wiring.pages.page(
            request,
            "public/national.html",
            title="Levelfield collaboratives",
            for_everybody=not (collaboratives.away or celebrated.away),
            collaboratives=collaboratives,
            celebrated=celebrated,
        )

    return router
