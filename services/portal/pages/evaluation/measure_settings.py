"""What a lead settles about measures: the smallest group that is told of, and where lines begin anew.

Each form changes its own part of the settings as they were seen; who comes between is told to look again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.measures import MeasuresClient, MeasureSettings, Phase
from services.portal.pages.evaluation.place import BY_THE_LEAD, LEADS
from services.portal.pages.failing import problems_of
from services.portal.web.moments import typed_day
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form

_SAID = {
    "smallest_group": "Enter a number from 5 to 50",
    "measure": "Choose a measure",
    "starts_on": "Enter a day, like 15 1 2018",
    "note": "Say it in 200 characters at the most",
}
_CODES = {
    "group-only-grows": "smallest_group",
    "group-out-of-range": "smallest_group",
    "no-such-measure": "measure",
    "phase-twice": "starts_on",
}
_FIELDS = {"phases": "note"}


def measure_settings_router(wiring: Wiring) -> APIRouter:
    """The page, two questions; each change, two."""
    router = APIRouter(prefix=f"{LEADS.prefix}/measures/settings", include_in_schema=False)
    measures = MeasuresClient(wiring.evaluation.client)

    async def shown(
        request: Request, tenant: str, form: Form | None = None, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        caller = wiring.caller(request, tenant)
        settings, titles = await asyncio.gather(
            measures.settings(caller, tenant), measures.titles(caller, tenant)
        )
        return wiring.pages.page(
            request,
            "evaluation/measure_settings.html",
            title="Settings of the measures",
            status=422 if problems else 200,
            problems=problems,
            **LEADS.shown(tenant),
            settings=settings,
            titles=titles,
            form=form or Form({"smallest_group": [str(settings.smallest_group)]}),
        )

    async def settled(request: Request, tenant: str, form: Form, body: dict[str, Any], note: str) -> Response:
        caller = wiring.caller(request, tenant)
        try:
            event = await measures.settle(caller, tenant, body, form.text("version"))
        except ServiceRefusal as refusal:
            problems = problems_of(refusal, fields=_FIELDS, codes=_CODES, said=_SAID)
            return await shown(request, tenant, form, problems)
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/measures/settings", SEE_OTHER)

    @router.get("", dependencies=BY_THE_LEAD)
    async def settings(request: Request, tenant: TenantId) -> Response:
        return await shown(request, tenant)

    @router.post("/group", dependencies=BY_THE_LEAD)
    async def group(request: Request, tenant: TenantId, form: Submitted) -> Response:
        if (smallest := _number(form.text("smallest_group"))) is None:
            problem = FieldProblem("smallest_group", _SAID["smallest_group"])
            return await shown(request, tenant, form, [problem])
        now = await measures.settings(wiring.caller(request, tenant), tenant)
        body = _body(smallest, now.phases)
        return await settled(request, tenant, form, body, "The smallest group is changed.")

    @router.post("/phases", dependencies=BY_THE_LEAD)
    async def begin(request: Request, tenant: TenantId, form: Submitted) -> Response:
        day = typed_day(form, "starts_on")
        missing = {"measure": not form.text("measure"), "starts_on": day is None}
        problems = [FieldProblem(field, _SAID[field]) for field, wrong in missing.items() if wrong]
        now = await measures.settings(wiring.caller(request, tenant), tenant)
        if problems or day is None:
            return await shown(request, tenant, _kept(form, now), problems)
        phase = Phase(measure=form.text("measure"), starts_on=day, note=form.text("note"))
        body = _body(now.smallest_group, [*now.phases, phase])
        return await settled(request, tenant, _kept(form, now), body, "The lines begin anew from that day.")

    @router.post("/phases/remove", dependencies=BY_THE_LEAD)
    async def remove(request: Request, tenant: TenantId, form: Submitted) -> Response:
        now = await measures.settings(wiring.caller(request, tenant), tenant)
        left = [one for one in now.phases if one.key != form.text("phase")]
        body = _body(now.smallest_group, left)
        return await settled(request, tenant, _kept(form, now), body, "The lines do not begin anew there.")

    return router


def _kept(form: Form, now: MeasureSettings) -> Form:
    """What was typed into one form of the page, with what is in the other."""
    return Form({"smallest_group": [str(now.smallest_group)], **form.fields})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _body(smallest_group: int, phases: Sequence[Phase]) -> dict[str, Any]:
    return {"smallest_group": smallest_group, "phases": [one.model_dump(mode="json") for one in phases]}
