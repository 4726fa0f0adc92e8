"""The driver diagram is drawn, or changed: the aim, and below it an outline in lines of text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.diagrams import Diagram, DiagramClient, Drawing
from services.portal.clients.measures import MeasuresClient
from services.portal.pages.evaluation.diagram import drawn
from services.portal.pages.evaluation.outline import LONGEST, MOST_MEASURES, read, written
from services.portal.pages.evaluation.place import BY_LEADS, LEADS
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form

_SAID = {
    "aim": f"Say what you aim at, in {LONGEST} characters at the most",
    "measures": f"Choose {MOST_MEASURES} measures at the most",
}
_FIELDS = {"primary": "outline"}
_MOST_FAULTS = 10
"""So many are told at once; somebody who sees those sees what the others are."""


def diagram_form_router(wiring: Wiring) -> APIRouter:
    """The form, two questions; sending it, three."""
    router = APIRouter(prefix=f"{LEADS.prefix}/measures/diagram/edit", include_in_schema=False)
    diagrams, measures = DiagramClient(wiring.evaluation.client), MeasuresClient(wiring.evaluation.client)

    async def known(request: Request, tenant: str) -> tuple[Diagram | None, dict[str, str]]:
        """The diagram as it is, and the measures that can be named in it."""
        caller = wiring.caller(request, tenant)
        diagram, titles = await asyncio.gather(
            drawn(diagrams, caller, tenant), measures.titles(caller, tenant)
        )
        return diagram, titles | _unlisted(diagram, titles)

    def shown(
        request: Request,
        tenant: str,
        form: Form,
        titles: Mapping[str, str],
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        return wiring.pages.page(
            request,
            "evaluation/edit_diagram.html",
            title="Change the driver diagram" if form.text("version") else "Draw the driver diagram",
            status=422 if problems else 200,
            problems=problems,
            **LEADS.shown(tenant),
            form=form,
            titles=titles,
        )

    @router.get("", dependencies=BY_LEADS)
    async def edit(request: Request, tenant: TenantId) -> Response:
        diagram, titles = await known(request, tenant)
        return shown(request, tenant, _as_drawn(diagram, titles), titles)

    @router.post("", dependencies=BY_LEADS)
    async def save(request: Request, tenant: TenantId, form: Submitted) -> Response:
        _, titles = await known(request, tenant)
        body, problems = read_drawing(form, titles)
        if problems:
            return shown(request, tenant, form, titles, problems)
        try:
            event = await diagrams.draw(wiring.caller(request, tenant), tenant, body, form.text("version"))
        except ServiceRefusal as refusal:
            codes = {"too-many-boxes": "outline"}
            found = problems_of(refusal, fields=_FIELDS, codes=codes, said=_SAID)
            return shown(request, tenant, form, titles, found)
        follow(request, tenant, event, "The driver diagram is saved. What it said before can still be read.")
        return RedirectResponse(f"/lead/{tenant}/measures/diagram", SEE_OTHER)

    return router


def read_drawing(form: Form, titles: Mapping[str, str]) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As evaluation takes it, and what is wrong with what was written."""
    aim, chosen = form.text("aim"), [one for one in form.all("measures") if one in titles]
    outline = read(form.text("outline"), titles)
    problems: list[FieldProblem] = []
    if not 0 < len(aim) <= LONGEST:
        problems.append(FieldProblem("aim", _SAID["aim"]))
    if len(chosen) > MOST_MEASURES:
        problems.append(FieldProblem("measures", _SAID["measures"]))
    problems += [FieldProblem("outline", fault) for fault in outline.faults[:_MOST_FAULTS]]
    return Drawing(aim=aim, measures=chosen, primary=outline.primary).model_dump(), problems


def _as_drawn(diagram: Diagram | None, titles: Mapping[str, str]) -> Form:
    if diagram is None:
        return Form({"version": [""]})
    drawing = diagram.drawing
    return Form(
        {
            "version": [diagram.version],
            "aim": [drawing.aim],
            "measures": drawing.measures,
            "outline": [written(drawing, titles)],
        }
    )


def _unlisted(diagram: Diagram | None, titles: Mapping[str, str]) -> dict[str, str]:
    """Codes that the diagram has and the list of measures has not, each for itself: they are kept."""
    if diagram is None:
        return {}
    drawing = diagram.drawing
    seconds = [second for first in drawing.primary for second in first.secondary]
    boxes = [drawing, *drawing.primary, *seconds, *(idea for one in seconds for idea in one.ideas)]
    return {code: code for box in boxes for code in box.measures if code not in titles}
