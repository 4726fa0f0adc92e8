"""Instruments: what people may be asked, under which licence, and brought in from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.instruments import InstrumentsClient
from services.portal.pages.evaluation.place import BY_THE_LEAD, EVALUATORS, LEADS, PLACES, Place
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, principal
from shared.web.forms import Form

_BRINGERS = {LEADS: BY_THE_LEAD, EVALUATORS: EVALUATORS.readers}
MOST_BYTES = 64 * 1024
"""What evaluation takes of a file."""


def instruments_router(wiring: Wiring) -> APIRouter:
    """One question for each page and each change, two where a choice is refused."""
    router = APIRouter(include_in_schema=False)
    for place in PLACES:
        _reading(router, wiring, place)
        _bringing(router, wiring, place)
    _choosing(router, wiring)
    return router


async def _listed(
    wiring: Wiring,
    request: Request,
    place: Place,
    tenant: str,
    after: str | None = None,
    problems: Sequence[FieldProblem] = (),
) -> Response:
    instruments = InstrumentsClient(wiring.evaluation.client)
    found = await instruments.all(wiring.caller(request, tenant), tenant, after)
    return wiring.pages.page(
        request,
        "evaluation/instruments.html",
        title="Instruments",
        status=422 if problems else 200,
        problems=problems,
        **place.shown(tenant),
        instruments=found,
        brings=principal(request).has_role(tenant, "lead", "evaluator"),
    )


def _reading(router: APIRouter, wiring: Wiring, place: Place) -> None:
    @router.get(f"{place.prefix}/instruments", dependencies=place.readers)
    async def listed(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        return await _listed(wiring, request, place, tenant, after)


def _bringing(router: APIRouter, wiring: Wiring, place: Place) -> None:
    instruments = InstrumentsClient(wiring.evaluation.client)

    def shown(request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "evaluation/new_instrument.html",
            title="Bring in an instrument",
            status=422 if problems else 200,
            problems=problems,
            **place.shown(tenant),
            form=form,
        )

    @router.get(f"{place.prefix}/instruments/new", dependencies=_BRINGERS[place])
    async def empty(request: Request, tenant: TenantId) -> Response:
        return shown(request, tenant, Form())

    @router.post(f"{place.prefix}/instruments/new", dependencies=_BRINGERS[place])
    async def bring_in(request: Request, tenant: TenantId, form: Submitted) -> Response:
        file = form.text("file")
        if not 0 < len(file.encode()) <= MOST_BYTES:
            problem = FieldProblem("file", "Paste a file of 64 KiB at the most")
            return shown(request, tenant, form, [problem])
        try:
            event = await instruments.bring_in(wiring.caller(request, tenant), tenant, file)
        except ServiceRefusal as refusal:
            return shown(request, tenant, form, faults_of(refusal))
        follow(request, tenant, event, "The instrument can be asked now.")
        return RedirectResponse(f"/{place.name}/{tenant}/instruments", SEE_OTHER)


def _choosing(router: APIRouter, wiring: Wiring) -> None:
    instruments = InstrumentsClient(wiring.evaluation.client)

    @router.post(f"{LEADS.prefix}/instruments/choose", dependencies=BY_THE_LEAD)
    async def choose(request: Request, tenant: TenantId, form: Submitted) -> Response:
        caller, known = wiring.caller(request, tenant), form.text("instrument")
        try:
            event = await instruments.choose(caller, tenant, form.text("use"), known)
        except ServiceRefusal as refusal:
            problems = [FieldProblem("", one.sentence) for one in problems_of(refusal)]
            return await _listed(wiring, request, LEADS, tenant, problems=problems)
        follow(request, tenant, event, "It is asked from now on.")
        return RedirectResponse(f"/lead/{tenant}/instruments", SEE_OTHER)


def faults_of(refusal: ServiceRefusal) -> list[FieldProblem]:
    """All that is wrong with a file, each with its place in it.

    Raises:
        ServiceRefusal: the same, where it is not about the file.
    """
    told = problems_of(refusal) if not refusal.problems else refusal.problems
    return [FieldProblem("file", f"{place_of(one.pointer)}{one.sentence}") for one in told]


def place_of(pointer: str) -> str:
    """Where in a file a JSON pointer is, as people count: ``items, number 1: ``. Empty for all of it."""
    steps = [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[2:]]
    spoken = [f"number {int(one) + 1}" if one.isascii() and one.isdigit() else one for one in steps]
    return f"{', '.join(spoken)}: " if spoken else ""
