"""Mentors, and somebody who offers to mentor."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.mentoring import MentoringClient
from services.portal.clients.organisations import OrganisationsClient
from services.portal.clients.parts import part
from services.portal.pages.lead.named import Chosen, chosen_in, names_of, problems_with
from services.portal.pages.lead.whom import whom as whoever
from services.portal.web.numbers import typed_number
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

LEADS = [allow("lead", "facilitator")]
MOST_PEOPLE = 20
_CODES = {"not-a-member-of-q": "email"}


def mentoring_router(wiring: Wiring) -> APIRouter:
    """The list, three questions; the form, one at the most, sending it two."""
    router = APIRouter(prefix="/lead/{tenant}/mentoring", include_in_schema=False)
    _listing(router, wiring)
    _offering(router, wiring)
    return router


def terms_in(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Topics and for how many people at a time, as training takes them, and what is wrong with them."""
    topics, capacity = form.all("topics"), typed_number(form.text("capacity"), 0, MOST_PEOPLE)
    problems = [] if topics else [FieldProblem("topics", "Select what they can help with")]
    if capacity is None:
        sentence = "Enter how many people at a time, from 0 to 20"
        problems.append(FieldProblem("capacity", sentence))
    return {"topics": topics, "capacity": capacity}, problems


def _listing(router: APIRouter, wiring: Wiring) -> None:
    mentoring = MentoringClient(wiring.training)
    organisations = OrganisationsClient(wiring.registration.client)

    @router.get("", dependencies=LEADS)
    async def mentors(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        caller = wiring.caller(request, tenant)
        found, known = await asyncio.gather(
            mentoring.mentors(caller, tenant, limit=50, cursor=after),
            part(organisations.all(caller, tenant)),
        )
        return wiring.pages.page(
            request,
            "lead/mentoring.html",
            title="Mentoring",
            tenant=tenant,
            mentors=found,
            names=await names_of(wiring, caller, tenant, [one.id for one in found.items]),
            organisations=known.value.names() if known.value else {},
        )


def _offering(router: APIRouter, wiring: Wiring) -> None:
    mentoring = MentoringClient(wiring.training)

    async def shown(
        request: Request, tenant: str, form: Form, problems: list[FieldProblem] | None = None
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/new_mentor.html",
            title="Somebody offers to mentor",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            form=form,
            chosen=await chosen_in(wiring, wiring.caller(request, tenant), tenant, form),
        )

    @router.get("/new", dependencies=LEADS)
    async def empty(request: Request, tenant: TenantId, whom: Chosen = "") -> Response:
        return await shown(request, tenant, Form({"key": [new_id()], "whom": [whom]}))

    @router.post("/new", dependencies=LEADS)
    async def offer(request: Request, tenant: TenantId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        terms, problems = terms_in(form)
        found = await whoever(wiring, caller, tenant, form)
        if isinstance(found, FieldProblem):
            return await shown(request, tenant, form, [found, *problems])
        if problems:
            return await shown(request, tenant, form, problems)
        try:
            event = await mentoring.offer(
                caller, tenant, {"participant_id": found.id} | terms, form.text("key")
            )
        except ServiceRefusal as refusal:
            return await shown(request, tenant, form, problems_with(refusal, form, _CODES))
        follow(request, tenant, event, f"{found.name} is a mentor now.")
        return RedirectResponse(f"/lead/{tenant}/mentoring/mentors/{found.id}", SEE_OTHER)
