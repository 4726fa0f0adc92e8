"""Where an operator begins: the services side by side."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from services.portal.clients.operations import Operations
from services.portal.clients.parts import part
from services.portal.wiring import Wiring
from shared.web.access import allow_platform


def operations_router(wiring: Wiring) -> APIRouter:
    """The overview. One question to each of the four services, side by side."""
    router = APIRouter(include_in_schema=False)
    desks = desks_of(wiring)

    @router.get("/operations", dependencies=[allow_platform("operator")])
    async def operations(request: Request) -> Response:
        caller = wiring.caller(request)
        standings = await asyncio.gather(*(part(desk.standing(caller)) for desk in desks.values()))
        return wiring.pages.page(
            request,
            "operations/overview.html",
            title="How the services are",
            standings=dict(zip(desks, standings, strict=True)),
        )

    return router


def desks_of(wiring: Wiring) -> dict[str, Operations]:
    """Each service's operations, by its name."""
    services = (
        *(wiring.registration.client, wiring.training),
        *(wiring.evaluation.client, wiring.notifications.client),
    )
    return {one.name: Operations(one) for one in services}
