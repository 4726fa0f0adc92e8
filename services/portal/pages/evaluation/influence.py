"""You said, we did: what people hoped for, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.portal.clients.influence import InfluenceClient
from services.portal.clients.parts import part
from services.portal.pages.evaluation.place import PLACES, Place
from services.portal.pages.evaluation.whereabouts import name_of
from services.portal.web.evaluation_words import OUTCOMES, PLACES_OF_INFLUENCE, STANDARDS
from services.portal.web.words import ROLES
from services.portal.wiring import Wiring
from shared.web.access import TenantId
from shared.web.forms import Form

OPEN = "open"
BECAME: Mapping[str, str] = {OPEN: "Not known yet", **OUTCOMES}
InfluenceId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def influence_router(wiring: Wiring) -> APIRouter:
    """The list, one question; one of it, two."""
    router = APIRouter(include_in_schema=False)
    for place in PLACES:
        _reading(router, wiring, place)
    return router


def _reading(router: APIRouter, wiring: Wiring, place: Place) -> None:
    influence = InfluenceClient(wiring.evaluation.client)

    @router.get(f"{place.prefix}/influence", dependencies=place.readers)
    async def trail(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        wanted = wanted_in(request.query_params.multi_items())
        query = {name: value for name, value in wanted.items() if name != "became"}
        found = await influence.trail(
            wiring.caller(request, tenant),
            tenant,
            **query,
            **_became(wanted.get("became", "")),
            limit=50,
            cursor=after,
        )
        return wiring.pages.page(
            request,
            "evaluation/influence.html",
            title="You said, we did",
            **place.shown(tenant),
            trail=found,
            wanted=wanted,
            became=BECAME,
            form=Form({name: [value] for name, value in wanted.items()}),
        )

    @router.get(f"{place.prefix}/influence/{{influence_id}}", dependencies=place.readers)
    async def one(request: Request, tenant: TenantId, influence_id: InfluenceId) -> Response:
        caller = wiring.caller(request, tenant)
        found = await influence.one(caller, tenant, influence_id)
        where = await part(name_of(wiring, caller, tenant, found.place, found.place_id))
        return wiring.pages.page(
            request,
            "evaluation/hoped.html",
            title="You said, we did",
            **place.shown(tenant),
            one=found,
            where=where,
        )


def wanted_in(asked: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the list is narrowed to; what is left open or not known is any."""
    choices = {"role": ROLES, "place": PLACES_OF_INFLUENCE, "became": BECAME, "standard": STANDARDS}
    return {name: value for name, value in asked if name in choices and value in choices[name]}


def _became(wish: str) -> dict[str, str]:
    if wish == OPEN:
        return {"answered": "false"}
    return {"outcome": wish} if wish else {}
