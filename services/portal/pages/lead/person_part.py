"""How somebody takes part: role, organisation, cohort, experience, and the way into Q."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.people import PeopleDesk
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.people import PersonId
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_SAID = {
    "role": "Select how they take part",
    "organisation": "Select an organisation of this collaborative",
    "cohort": "Enter a cohort like 2018-spring: letters, digits, - and _, or leave it out",
    "qi_experience": "Select how much they know about quality improvement",
}
_CODES = {"organisation-unknown": "organisation"}
_WORKS_NOWHERE = FieldProblem("organisation", "Select the organisation that they work for")


def person_part_router(wiring: Wiring) -> APIRouter:
    """Each form, two questions at the most; saving it, one."""
    router = APIRouter(prefix="/lead/{tenant}/people/{person_id}", include_in_schema=False)
    people = PeopleDesk(wiring.registration.client)
    _part(router, wiring, people)
    _journey(router, wiring, people)
    return router


def _part(router: APIRouter, wiring: Wiring, people: PeopleDesk) -> None:
    async def shown(
        request: Request,
        tenant: str,
        person_id: str,
        form: Form | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        caller = wiring.caller(request, tenant)
        person, known = await asyncio.gather(
            people.person(caller, tenant, person_id), wiring.registration.collaborative(caller, tenant)
        )
        told = {"role": person.role, "qi_experience": person.qi_experience, "version": person.version}
        told |= {"organisation": person.organisation or "", "cohort": person.cohort or ""}
        return wiring.pages.page(
            request,
            "lead/person_part.html",
            title="Change how they take part",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            person=person,
            form=form or Form({name: [value] for name, value in told.items()}),
            organisations={one.code: one.name for one in known.organisations},
        )

    @router.get("/part", dependencies=_LEADS)
    async def as_it_is(request: Request, tenant: TenantId, person_id: PersonId) -> Response:
        return await shown(request, tenant, person_id)

    @router.post("/part", dependencies=_LEADS)
    async def save(request: Request, tenant: TenantId, person_id: PersonId, form: Submitted) -> Response:
        caller, version = wiring.caller(request, tenant), form.text("version")
        try:
            event = await wiring.registration.change_person(
                caller, tenant, person_id, "PUT", "/part", body_of(form), version=version
            )
        except ServiceRefusal as refusal:
            return await shown(request, tenant, person_id, form, wrong_in(refusal))
        follow(request, tenant, event, "It is changed.")
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)


def _journey(router: APIRouter, wiring: Wiring, people: PeopleDesk) -> None:
    async def shown(
        request: Request, tenant: str, person_id: str, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        person = await people.person(wiring.caller(request, tenant), tenant, person_id)
        return wiring.pages.page(
            request,
            "lead/person_journey.html",
            title="Way into Q",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            person=person,
            form=Form({"journey": [person.q_journey]}),
        )

    @router.get("/journey", dependencies=_LEADS)
    async def as_it_is(request: Request, tenant: TenantId, person_id: PersonId) -> Response:
        return await shown(request, tenant, person_id)

    @router.post("/journey", dependencies=_LEADS)
    async def save(request: Request, tenant: TenantId, person_id: PersonId, form: Submitted) -> Response:
        caller, body = wiring.caller(request, tenant), {"journey": form.text("journey")}
        try:
            event = await wiring.registration.change_person(
                caller, tenant, person_id, "PUT", "/q-journey", body
            )
        except ServiceRefusal as refusal:
            said = {"journey": "Select where they are on the way"}
            return await shown(request, tenant, person_id, problems_of(refusal, said=said))
        follow(request, tenant, event, "It is noted.")
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)


def wrong_in(refusal: ServiceRefusal) -> Sequence[FieldProblem]:
    """What registration found wrong, at our fields."""
    if refusal.code == "organisation-needed":
        return [_WORKS_NOWHERE]
    return problems_of(refusal, codes=_CODES, said=_SAID)


def body_of(form: Form) -> dict[str, Any]:
    """As registration takes it; what was left empty is none."""
    names = ("role", "organisation", "cohort", "qi_experience")
    return {name: value for name in names if (value := form.text(name))}
