"""What is held back in one service, and working it off."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.operations import Held, Operations, Outcome
from services.portal.clients.service import Caller
from services.portal.pages.operations.overview import desks_of
from services.portal.web.operations_words import SERVICE_NAMES
from services.portal.web.problems import ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import allow_platform

_BY_OPERATORS = [allow_platform("operator")]
_HELD = re.compile(r"[A-Za-z0-9_-]{1,600}")
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
_GONE = "Somebody else has dealt with it already: nothing of it is held back."


class ServiceName(StrEnum):
    """In the address of a service's page."""

    REGISTRATION = "registration"
    TRAINING = "training"
    EVALUATION = "evaluation"
    NOTIFICATIONS = "notifications"


def quarantine_router(wiring: Wiring) -> APIRouter:
    """The list of a service and each thing done about it: one question each."""
    router = APIRouter(prefix="/operations/{service}", include_in_schema=False)
    desks = desks_of(wiring)

    @router.get("", dependencies=_BY_OPERATORS)
    async def quarantine(
        request: Request, service: ServiceName, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        held = await desks[service].held(wiring.caller(request), limit=50, cursor=after)
        return wiring.pages.page(
            request,
            "operations/quarantine.html",
            title=f"{SERVICE_NAMES[service]}: what is held back",
            service=service.value,
            held=held,
            alike=alike_in(held.items),
        )

    _working_off(router, wiring, desks)
    return router


def _working_off(router: APIRouter, wiring: Wiring, desks: dict[str, Operations]) -> None:
    async def done(request: Request, service: ServiceName, work: Awaitable[Outcome], what: str) -> Response:
        try:
            note = f"{what} {said_of(await work)}"
        except ServiceRefusal as refusal:
            if refusal.status != 404:
                raise
            note = _GONE
        follow(request, "", "", note)
        return RedirectResponse(f"/operations/{service}", SEE_OTHER)

    def at(request: Request, service: ServiceName) -> tuple[Operations, Caller]:
        return desks[service], wiring.caller(request)

    @router.post("/retry", dependencies=_BY_OPERATORS)
    async def retry(request: Request, service: ServiceName, form: Submitted) -> Response:
        desk, caller = at(request, service)
        work = desk.retry(caller, _named(form.text("held"), _HELD))
        return await done(request, service, work, "It was tried again.")

    @router.post("/retry-alike", dependencies=_BY_OPERATORS)
    async def retry_alike(request: Request, service: ServiceName, form: Submitted) -> Response:
        desk, caller = at(request, service)
        work = desk.retry_alike(caller, _named(form.text("fingerprint"), _FINGERPRINT))
        return await done(request, service, work, "All that failed alike were tried again.")

    @router.post("/discard", dependencies=_BY_OPERATORS)
    async def discard(request: Request, service: ServiceName, form: Submitted) -> Response:
        desk, caller = at(request, service)
        work = desk.discard(caller, _named(form.text("held"), _HELD))
        return await done(request, service, work, "It was given up.")


def _named(text: str, form: re.Pattern[str]) -> str:
    """What a form of ours names; it goes into the address of a question, so anything else goes nowhere."""
    if form.fullmatch(text) is None:
        raise NotFound("not-held", _GONE)
    return text


def said_of(outcome: Outcome) -> str:
    """What was done, in words."""
    applied = f"{outcome.applied:,} event{'' if outcome.applied == 1 else 's'} applied"
    if not outcome.still_held:
        return f"{applied}, and nothing of it waits any more."
    why = f"it failed again ({outcome.error})" if outcome.error else "an earlier event is still missing"
    return f"{applied}, {outcome.still_held:,} still waiting: {why}."


def alike_in(items: Sequence[Held]) -> list[tuple[Held, int]]:
    """The kinds of failure that more than one of them share: the first of each, and how many there are."""
    by_fingerprint: dict[str, list[Held]] = {}
    for one in items:
        if one.fingerprint:
            by_fingerprint.setdefault(one.fingerprint, []).append(one)
    return [(ones[0], len(ones)) for ones in by_fingerprint.values() if len(ones) > 1]
