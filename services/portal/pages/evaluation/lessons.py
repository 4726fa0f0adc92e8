"""Lessons: what was tried here, and what other collaboratives let everybody read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.portal.clients.lessons import LessonsClient
from services.portal.clients.parts import part
from services.portal.clients.service import Caller
from services.portal.pages.evaluation.place import PLACES, Place
from services.portal.wiring import Wiring
from shared.web.access import TenantId
from shared.web.forms import Form

WORKED: Mapping[str, str] = {"true": "It worked", "false": "It did not work"}
WHOSE: Mapping[str, str] = {"true": "What other collaboratives tell"}
_LONGEST = 200
LessonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def lessons_router(wiring: Wiring) -> APIRouter:
    """The list, three questions; a lesson, two."""
    router = APIRouter(include_in_schema=False)
    for place in PLACES:
        _reading(router, wiring, place)
    return router


async def organisations_of(wiring: Wiring, caller: Caller, tenant: str) -> dict[str, str]:
    """What the organisations are called, by their codes; none while registration is away."""
    known = await part(wiring.registration.collaborative(caller, tenant))
    return {one.code: one.name for one in known.value.organisations} if known.value else {}


def _reading(router: APIRouter, wiring: Wiring, place: Place) -> None:
    lessons = LessonsClient(wiring.evaluation.client)

    @router.get(f"{place.prefix}/influence/lessons", dependencies=place.readers)
    async def listed(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        caller = wiring.caller(request, tenant)
        wanted = wanted_in(request.query_params.multi_items())
        found, organisations, names = await asyncio.gather(
            lessons.found(caller, tenant, **wanted, limit=50, cursor=after),
            organisations_of(wiring, caller, tenant),
            _names(wiring) if "from_others" in wanted else _nobody(),
        )
        return wiring.pages.page(
            request,
            "evaluation/lessons.html",
            title="Lessons",
            **place.shown(tenant),
            lessons=found,
            organisations=organisations,
            names=names,
            wanted=wanted,
            worked=WORKED,
            whose=WHOSE,
            form=Form({name: [value] for name, value in wanted.items()}),
        )

    @router.get(f"{place.prefix}/influence/lessons/{{lesson_id}}", dependencies=place.readers)
    async def lesson(request: Request, tenant: TenantId, lesson_id: LessonId) -> Response:
        caller = wiring.caller(request, tenant)
        found, organisations = await asyncio.gather(
            lessons.one(caller, tenant, lesson_id), organisations_of(wiring, caller, tenant)
        )
        return wiring.pages.page(
            request,
            "evaluation/lesson.html",
            title="A lesson",
            **place.shown(tenant),
            lesson=found,
            organisations=organisations,
        )


def wanted_in(asked: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the list is narrowed to; what is left open or not known is any."""
    choices = {"worked": WORKED, "from_others": WHOSE}
    wanted = {name: value for name, value in asked if name in choices and value in choices[name]}
    words = [value.strip()[:_LONGEST] for name, value in asked if name == "text" and value.strip()]
    return wanted | ({"text": words[-1]} if words else {})


async def _names(wiring: Wiring) -> dict[str, str]:
    """What collaboratives are called; of very many, of the first ones."""
    known = await part(wiring.registration.known_to_everybody(None))
    return {one.slug: one.name for one in known.value.items} if known.value else {}


async def _nobody() -> dict[str, str]:
    return {}
