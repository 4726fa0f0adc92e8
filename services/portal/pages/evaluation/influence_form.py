"""What somebody hoped for is recorded, by their role; and later what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.influence import InfluenceClient
from services.portal.clients.service import subject_of
from services.portal.pages.evaluation.influence import InfluenceId
from services.portal.pages.evaluation.place import BY_LEADS, LEADS
from services.portal.pages.evaluation.whereabouts import choices
from services.portal.pages.failing import problems_of
from services.portal.web.moments import typed_day
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.evaluation import InfluenceOutcome
from shared.local_time import day_in_london
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_NO_DAY = "Enter a day, like 15 1 2018"
_HOPED_SAID = {
    "role": "Select who said it",
    "where": "Choose where it was said",
    "hoped": "Say what they hoped for, in 2,000 characters at the most",
    "recorded_on": _NO_DAY,
}
_HOPED_FIELDS = {"place": "where", "place_id": "where"}
_ANSWER_SAID = {
    "outcome": "Select what became of it",
    "reason": "Say why it was declined, in 2,000 characters at the most: whoever hoped for it is owed that",
    "changed": "Say what changed, in 2,000 characters at the most",
    "matters": "Say why that matters, in 2,000 characters at the most",
    "standards": "Select standards that the change meets",
    "resolved_on": _NO_DAY,
}
_ANSWER_CODES = {"resolved-too-early": "resolved_on"}


def influence_form_router(wiring: Wiring) -> APIRouter:
    """Recording, four questions at the most; resolving, two."""
    router = APIRouter(prefix=f"{LEADS.prefix}/influence", include_in_schema=False)
    _recording(router, wiring)
    _resolving(router, wiring)
    return router


def _recording(router: APIRouter, wiring: Wiring) -> None:
    influence = InfluenceClient(wiring.evaluation.client)

    async def shown(
        request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        caller, today = wiring.caller(request, tenant), day_in_london(wiring.clock())
        return wiring.pages.page(
            request,
            "evaluation/new_hoped.html",
            title="Record what somebody hoped for",
            status=422 if problems else 200,
            problems=problems,
            **LEADS.shown(tenant),
            form=form,
            places=await choices(wiring, caller, tenant, today),
        )

    @router.get("/new", dependencies=BY_LEADS)
    async def empty(request: Request, tenant: TenantId) -> Response:
        today = _boxes("recorded_on", day_in_london(wiring.clock()))
        return await shown(request, tenant, Form({"key": [new_id()], **today}))

    @router.post("/new", dependencies=BY_LEADS)
    async def record(request: Request, tenant: TenantId, form: Submitted) -> Response:
        body, problems = read_hoped(form)
        if problems:
            return await shown(request, tenant, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            event = await influence.record(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            found = problems_of(refusal, fields=_HOPED_FIELDS, said=_HOPED_SAID)
            return await shown(request, tenant, form, found)
        follow(request, tenant, event, "It is recorded. Say what became of it as soon as that is known.")
        influence_id = subject_of(event)
        return RedirectResponse(f"/lead/{tenant}/influence/{influence_id}", SEE_OTHER)


def _resolving(router: APIRouter, wiring: Wiring) -> None:
    influence = InfluenceClient(wiring.evaluation.client)

    async def shown(
        request: Request,
        tenant: str,
        influence_id: str,
        form: Form | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        one = await influence.one(wiring.caller(request, tenant), tenant, influence_id)
        today = _boxes("resolved_on", day_in_london(wiring.clock()))
        return wiring.pages.page(
            request,
            "evaluation/resolve.html",
            title="What became of it?",
            status=422 if problems else 200,
            problems=problems,
            **LEADS.shown(tenant),
            one=one,
            form=form or Form({"version": [one.version], **today}),
        )

    @router.get("/{influence_id}/resolution", dependencies=BY_LEADS)
    async def ask(request: Request, tenant: TenantId, influence_id: InfluenceId) -> Response:
        return await shown(request, tenant, influence_id)

    @router.post("/{influence_id}/resolution", dependencies=BY_LEADS)
    async def resolve(
        request: Request, tenant: TenantId, influence_id: InfluenceId, form: Submitted
    ) -> Response:
        body, problems = read_answer(form)
        if problems:
            return await shown(request, tenant, influence_id, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            event = await influence.resolve(caller, tenant, influence_id, body, form.text("version"))
        except ServiceRefusal as refusal:
            found = problems_of(refusal, codes=_ANSWER_CODES, said=_ANSWER_SAID)
            return await shown(request, tenant, influence_id, form, found)
        follow(request, tenant, event, "It is saved. What was said before is kept.")
        return RedirectResponse(f"/lead/{tenant}/influence/{influence_id}", SEE_OTHER)


def read_hoped(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As evaluation takes it, and what is missing."""
    place, _, place_id = form.text("where").partition("/")
    day = typed_day(form, "recorded_on")
    missing = {
        "role": not form.text("role"),
        "where": not place_id,
        "hoped": not form.text("hoped"),
        "recorded_on": day is None,
    }
    body = {"role": form.text("role"), "place": place, "place_id": place_id, "hoped": form.text("hoped")}
    return body | _day("recorded_on", day), _problems(missing, _HOPED_SAID)


def read_answer(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As evaluation takes it, and what is missing. What does not go with the outcome is not sent."""
    outcome, day = form.text("outcome"), typed_day(form, "resolved_on")
    declined = outcome == InfluenceOutcome.DECLINED
    texts = ("reason",) if declined else ("changed", "matters")
    missing = {"outcome": not outcome, "resolved_on": day is None}
    if outcome:
        missing |= {name: not form.text(name) for name in texts}
    body: dict[str, Any] = {"outcome": outcome} | {name: form.text(name) for name in texts}
    if not declined:
        body["standards"] = form.all("standards")
    return body | _day("resolved_on", day), _problems(missing, _ANSWER_SAID)


def _problems(missing: Mapping[str, bool], said: Mapping[str, str]) -> list[FieldProblem]:
    """In the order of the form, which is that of ``said``."""
    return [FieldProblem(field, sentence) for field, sentence in said.items() if missing.get(field)]


def _day(field: str, day: date | None) -> dict[str, str]:
    return {field: day.isoformat()} if day else {}


def _boxes(field: str, day: date) -> dict[str, list[str]]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{field}-{part}": [str(number)] for part, number in parts.items()}
