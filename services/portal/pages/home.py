"""Where one begins after signing in: straight to one's place, or a choice if there is more than one."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.parts import part
from services.portal.clients.registration import Collaboratives
from services.portal.web.refused import SEE_OTHER
from services.portal.wiring import Wiring
from shared.web.access import CurrentPrincipal, allow_signed_in
from shared.web.identity import Principal


@dataclass(frozen=True)
class Place:
    """A start page of somebody's."""

    address: str
    title: str
    about: str


def home_router(wiring: Wiring) -> APIRouter:
    """The choice. One question, and only if there is a choice."""
    router = APIRouter(include_in_schema=False)

    @router.get("/home", dependencies=[allow_signed_in()])
    async def home(request: Request, who: CurrentPrincipal) -> Response:
        places = places_of(who, {})
        if len(places) == 1:
            return RedirectResponse(places[0].address, SEE_OTHER)
        if places:
            known = await part(wiring.registration.mine(wiring.caller(request)))
            places = places_of(who, _names(known.value))
        return wiring.pages.page(request, "home.html", title="Where do you want to go?", places=places)

    return router


def places_of(who: Principal, names: dict[str, str]) -> list[Place]:
    """The start pages for what somebody does.

    Args:
        names: of collaboratives, by tenant.
    """
    places: list[Place] = []
    if "operator" in who.platform_roles:
        places.append(Place("/operations", "Operations", "How the services are, and what is held back"))
    for tenant in sorted(who.roles):
        name = names.get(tenant, tenant)
        if who.has_role(tenant, "lead", "facilitator"):
            about = "People, meetings, sessions and celebrations"
            places.append(Place(f"/lead/{tenant}", name, about))
        if who.has_role(tenant, "evaluator"):
            about = "Measures, influence, reports and instruments"
            places.append(Place(f"/evaluator/{tenant}", f"Evaluation: {name}", about))
        if who.has_role(tenant, "member") and who.participants_in(tenant):
            places.append(Place(f"/member/{tenant}", f"My page: {name}", "What is mine, and what I agree to"))
    return places


def _names(known: Collaboratives | None) -> dict[str, str]:
    return {one.slug: one.name for one in known.items} if known else {}
