"""How far organisations are: side by side, one with its history, and judged anew by both sides."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.organisations import OrganisationsClient
from services.portal.clients.parts import or_nothing
from services.portal.clients.readiness import ReadinessClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.named import names_of
from services.portal.pages.lead.several import PEOPLE, found_in, several, stepping
from services.portal.web.moments import typed_day
from services.portal.web.numbers import typed_number
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import STAGES
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.local_time import day_in_london
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_LOWEST, _HIGHEST = 1, 5
_ASSESSMENTS_SHOWN = 20
_CODES = {
    "day-to-come": "day",
    "assessed-by-one-side": "email",
    "not-taking-part": "email",
    "named-twice": "email",
    "text-too-long": "note",
}
_SAID = {"note": "Keep it to 2,000 characters"}
OrganisationCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


def readiness_router(wiring: Wiring) -> APIRouter:
    """Side by side, two questions; a history, three; the form, three, sending it one."""
    router = APIRouter(prefix="/lead/{tenant}/readiness", include_in_schema=False)
    _seeing(router, wiring)
    _assessing(router, wiring)
    return router


def _seeing(router: APIRouter, wiring: Wiring) -> None:
    readiness = ReadinessClient(wiring.training)
    organisations = OrganisationsClient(wiring.registration.client)

    @router.get("", dependencies=_LEADS)
    async def side_by_side(request: Request, tenant: TenantId) -> Response:
        caller = wiring.caller(request, tenant)
        known, found = await asyncio.gather(
            organisations.all(caller, tenant), readiness.page(caller, tenant, limit=200)
        )
        return wiring.pages.page(
            request,
            "lead/readiness.html",
            title="How far each organisation is",
            tenant=tenant,
            organisations=known.names(),
            latest={one.organisation: one.latest for one in found.items},
        )

    @router.get("/{organisation}", dependencies=_LEADS)
    async def history(request: Request, tenant: TenantId, organisation: OrganisationCode) -> Response:
        caller = wiring.caller(request, tenant)
        known, found = await asyncio.gather(
            organisations.all(caller, tenant),
            or_nothing(readiness.history(caller, tenant, organisation), None),
        )
        name = known.names().get(organisation) or (found.name if found else "")
        if not name:
            raise NotFound("not-found", "There is no such organisation in this collaborative.")
        assessments = found.history[:_ASSESSMENTS_SHOWN] if found else []
        # At most 200 names by one question: of so many assessments, those of the latest are there.
        people = [person for one in assessments for person in one.assessors or []]
        return wiring.pages.page(
            request,
            "lead/organisation_readiness.html",
            title=f"How far {name} is",
            tenant=tenant,
            organisation=organisation,
            suggestion=found.suggestion.sentence if found else "",
            assessments=assessments,
            names=await names_of(wiring, caller, tenant, people),
        )


def _assessing(router: APIRouter, wiring: Wiring) -> None:
    readiness = ReadinessClient(wiring.training)
    organisations = OrganisationsClient(wiring.registration.client)

    async def shown(
        request: Request,
        tenant: str,
        organisation: str,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        caller = wiring.caller(request, tenant)
        known, people = await asyncio.gather(
            organisations.all(caller, tenant), several(wiring, caller, tenant, form)
        )
        if organisation not in known.names():
            raise NotFound("not-found", "There is no such organisation in this collaborative.")
        return wiring.pages.page(
            request,
            "lead/assess.html",
            title=f"Judge how far {known.names()[organisation]} is",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            organisation=organisation,
            people=people,
            form=form,
        )

    @router.get("/{organisation}/assess", dependencies=_LEADS)
    async def empty(request: Request, tenant: TenantId, organisation: OrganisationCode) -> Response:
        today = day_in_london(wiring.clock())
        day = {"day-day": [str(today.day)], "day-month": [str(today.month)], "day-year": [str(today.year)]}
        return await shown(request, tenant, organisation, Form({"key": [new_id()], **day}))

    @router.post("/{organisation}/assess", dependencies=_LEADS)
    async def assess(
        request: Request, tenant: TenantId, organisation: OrganisationCode, form: Submitted
    ) -> Response:
        caller = wiring.caller(request, tenant)
        if stepping(form):
            form, problems = await found_in(wiring, caller, tenant, form)
            return await shown(request, tenant, organisation, form, problems)
        body, problems = assessment_in(form)
        if problems:
            return await shown(request, tenant, organisation, form, problems)
        try:
            event = await readiness.assess(caller, tenant, organisation, body, form.text("key"))
        except ServiceRefusal as refusal:
            found = list(problems_of(refusal, codes=_CODES, said=_SAID))
            return await shown(request, tenant, organisation, form, found)
        follow(request, tenant, event, "What you have judged together is noted.")
        return RedirectResponse(f"/lead/{tenant}/readiness/{organisation}", SEE_OTHER)


def assessment_in(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As training takes it, and what is wrong with what was typed."""
    day, capability = typed_day(form, "day"), typed_number(form.text("qi_capability"), _LOWEST, _HIGHEST)
    assessors = form.all(PEOPLE)
    problems = [
        FieldProblem(field, sentence)
        for field, missing, sentence in (
            ("coproduction", form.text("coproduction") not in STAGES, "Select how they work together"),
            ("qi_capability", capability is None, "Select how well they know quality improvement"),
            ("day", day is None, "Enter a day, like 15 1 2018"),
            ("email", not assessors, "Add those who have judged it, from both sides"),
        )
        if missing
    ]
    if problems or day is None:
        return {}, problems
    body = {
        "coproduction": form.text("coproduction"),
        "qi_capability": capability,
        "assessed_by": assessors,
        "assessed_on": day.isoformat(),
        "note": form.text("note") or None,
    }
    return body, []
