"""The register of a meeting, taken on a phone in the room.

Invariant: only what was filled in changes. The register is read anew at the moment of saving, so two people
can take it side by side, each their own part, and neither undoes what the other has noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.registration import Register
from services.portal.clients.service import Caller
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.meeting import MeetingId
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_ON_A_PAGE = 50
_TRIES = 3
MARKS: Mapping[str, str] = {"attended": "Here", "apologies": "Apologies", "absent": "Not here"}
_CHANGED_MEANWHILE = 412

First = Annotated[int, Query(alias="from", ge=1, le=10_000)]


@dataclass(frozen=True)
class Listed:
    """One line of the page."""

    id: str
    name: str


def register_router(wiring: Wiring) -> APIRouter:
    """The page, two questions; saving it, two for each try."""
    router = APIRouter(prefix="/lead/{tenant}/meetings/{meeting_id}/register", include_in_schema=False)

    async def shown(
        request: Request,
        tenant: str,
        meeting_id: str,
        first: int,
        form: Form | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        caller = wiring.caller(request, tenant)
        register = await wiring.registration.register(caller, tenant, meeting_id)
        everybody = _everybody(register)
        names = await wiring.registration.look_up(
            caller, tenant, everybody[first - 1 : first - 1 + _ON_A_PAGE]
        )
        return wiring.pages.page(
            request,
            "lead/register.html",
            title="Register",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            meeting_id=meeting_id,
            first=first,
            total=len(everybody),
            people=[Listed(one.id, one.name or "Erased") for one in names.values()],
            marks=MARKS,
            form=form or _as_noted(register),
        )

    @router.get("", dependencies=_LEADS)
    async def register(
        request: Request, tenant: TenantId, meeting_id: MeetingId, first: First = 1
    ) -> Response:
        return await shown(request, tenant, meeting_id, first)

    @router.post("", dependencies=_LEADS)
    async def save(
        request: Request, tenant: TenantId, meeting_id: MeetingId, form: Submitted, first: First = 1
    ) -> Response:
        marks = marks_in(form)
        problems: Sequence[FieldProblem] = reasons_missing(marks)
        if not problems:
            try:
                event = await _noted(wiring, wiring.caller(request, tenant), tenant, meeting_id, marks)
            except ServiceRefusal as refusal:
                problems = problems_of(refusal)
            else:
                follow(request, tenant, event, "The register is saved.")
                return RedirectResponse(
                    f"/lead/{tenant}/meetings/{meeting_id}/register?from={first}", SEE_OTHER
                )
        return await shown(request, tenant, meeting_id, first, form, problems)

    return router


type Marks = Mapping[str, Mapping[str, Any]]
"""What was filled in, by participant."""


def marks_in(form: Form, known: Mapping[str, str] = MARKS) -> Marks:
    """What the form says of each person, of what can be said; a reason counts with apologies alone."""
    marks: dict[str, dict[str, Any]] = {}
    for field in form.fields:
        prefix, _, person_id = field.partition("-")
        status = form.text(field)
        if prefix == "here" and status in known:
            why = form.text(f"why-{person_id}") if status == "apologies" else ""
            marks[person_id] = {"participant_id": person_id, "status": status, "barrier": why or None}
    return marks


def reasons_missing(marks: Marks) -> list[FieldProblem]:
    """Apologies without what kept the person away."""
    return [
        FieldProblem(f"why-{person_id}", "Choose what kept them away, with apologies")
        for person_id, mark in marks.items()
        if mark["status"] == "apologies" and mark["barrier"] is None
    ]


async def _noted(wiring: Wiring, caller: Caller, tenant: str, meeting_id: str, marks: Marks) -> str:
    """Saves the marks into the register as it is now; whoever comes between makes it try again."""
    for left in reversed(range(_TRIES)):
        register = await wiring.registration.register(caller, tenant, meeting_id)
        try:
            return await wiring.registration.change_meeting(
                caller,
                tenant,
                meeting_id,
                "PUT",
                "/attendance",
                {"entries": merged(register, marks)},
                version=register.version,
            )
        except ServiceRefusal as refusal:
            if refusal.status != _CHANGED_MEANWHILE or not left:
                raise
    raise AssertionError("the last try returns or raises")


def merged(register: Register, marks: Marks) -> list[Mapping[str, Any]]:
    """The whole register with these marks in it. Who has neither been invited nor listed is not added."""
    before: dict[str, Mapping[str, Any]] = {
        one.participant_id: one.model_dump() for one in register.entries if one.status is not None
    }
    known = frozenset(_everybody(register))
    roles = {who: {"role": mark["role"]} for who, mark in before.items() if mark["role"] is not None}
    fresh = {who: {**mark, **roles.get(who, {})} for who, mark in marks.items() if who in known}
    return list((before | fresh).values())


def _everybody(register: Register) -> list[str]:
    listed = [one.participant_id for one in register.entries]
    return list(dict.fromkeys([*register.invited, *listed]))


def _as_noted(register: Register) -> Form:
    """The form, filled in with what is noted already."""
    fields: dict[str, list[str]] = {}
    for one in register.entries:
        if one.status is not None and one.status in MARKS:
            fields[f"here-{one.participant_id}"] = [one.status]
            fields[f"why-{one.participant_id}"] = [one.barrier or ""]
    return Form(fields)
