"""The register of a session, taken on a phone in the room.

Invariant: only what was filled in changes. Training leaves those who are not on the list as they are, so two
people can take it side by side, each their own part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.sessions import Enrolment, SessionsClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.named import RecordId, names_of
from services.portal.pages.lead.register import First, Listed, Marks, marks_in, reasons_missing
from services.portal.pages.lead.session import LEADS, ON_A_PAGE
from services.portal.web.learning_words import PRESENCES
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form


def session_register_router(wiring: Wiring) -> APIRouter:
    """The page, two questions; saving it, one."""
    router = APIRouter(prefix="/lead/{tenant}/sessions/{session_id}/register", include_in_schema=False)
    sessions = SessionsClient(wiring.training)

    async def shown(
        request: Request,
        tenant: str,
        session_id: str,
        first: int,
        form: Form | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        caller = wiring.caller(request, tenant)
        found = await sessions.one(caller, tenant, session_id)
        everybody = found.having("confirmed")
        listed = everybody[first - 1 : first - 1 + ON_A_PAGE]
        names = await names_of(wiring, caller, tenant, [one.participant_id for one in listed])
        return wiring.pages.page(
            request,
            "lead/session_register.html",
            title="Register",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            given=found,
            started=wiring.clock() >= found.starts_at,
            first=first,
            total=len(everybody),
            people=[Listed(one.participant_id, names.of(one.participant_id)) for one in listed],
            form=form or as_noted(listed),
        )

    @router.get("", dependencies=LEADS)
    async def register(
        request: Request, tenant: TenantId, session_id: RecordId, first: First = 1
    ) -> Response:
        return await shown(request, tenant, session_id, first)

    @router.post("", dependencies=LEADS)
    async def save(
        request: Request, tenant: TenantId, session_id: RecordId, form: Submitted, first: First = 1
    ) -> Response:
        marks = marks_in(form, PRESENCES)
        problems: Sequence[FieldProblem] = reasons_missing(marks)
        if problems:
            return await shown(request, tenant, session_id, first, form, problems)
        event = ""
        try:
            if marks:
                caller, body = wiring.caller(request, tenant), {"presences": presences(marks)}
                event = await sessions.change(caller, tenant, session_id, "PUT", "/attendance", body)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, session_id, first, form, problems_of(refusal))
        follow(request, tenant, event, "The register is saved.")
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}/register?from={first}", SEE_OTHER)

    return router


def presences(marks: Marks) -> list[dict[str, Any]]:
    """As training takes them."""
    return [
        {"participant_id": person_id, "attendance": mark["status"], "barrier": mark["barrier"]}
        for person_id, mark in marks.items()
    ]


def as_noted(enrolments: Sequence[Enrolment]) -> Form:
    """The form, filled in with what is noted already."""
    fields: dict[str, list[str]] = {}
    for one in enrolments:
        if one.attendance is not None:
            fields[f"here-{one.participant_id}"] = [one.attendance]
            fields[f"why-{one.participant_id}"] = [one.barrier or ""]
    return Form(fields)
