"""One mentorship of mine, as mentor or as the one who learns: when we met, and its end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_mentoring import Mentorship, OwnMentoringClient
from services.portal.clients.own_record import Introductions, OwnRecordClient
from services.portal.clients.parts import Part, part
from services.portal.pages.failing import problems_of
from services.portal.pages.member.mentoring import mentorships_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.member_words import MY_ENDINGS
from services.portal.web.moments import typed_day
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_SAID = {
    "held_on": "Enter the day on which you met, like 15 1 2018",
    "minutes": "Enter how many minutes, from 5 to 480",
}
_CODES = {"before-the-start": "held_on", "mentorship-over": "held_on", "day-to-come": "held_on"}
MentorshipId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


@dataclass(frozen=True)
class Mine:
    """A mentorship, whether it is I who mentor, and who the other is."""

    mentorship: Mentorship
    mentors: bool
    introduced: Part[Introductions]

    @property
    def name(self) -> str:
        """The other's; empty where it is not told, or not for now."""
        told = self.introduced.value
        return told.name_in(self.mentorship.id) if told else ""


def member_mentorship_router(wiring: Wiring) -> APIRouter:
    """The page, three questions; a change, four."""
    router = APIRouter(prefix="/member/{tenant}/mentoring/with/{mentorship_id}", include_in_schema=False)
    mentoring = OwnMentoringClient(wiring.training)
    record = OwnRecordClient(wiring.registration.client)

    async def found(request: Request, tenant: str, own: str, mentorship_id: str) -> Mine:
        caller = wiring.caller(request, tenant)
        (learning, mentor), introduced = await asyncio.gather(
            mentorships_of(mentoring, caller, tenant, own), part(record.introduced(caller, tenant, own))
        )
        both = [
            *(Mine(one, True, introduced) for one in (mentor.mentorships if mentor else ())),
            *(Mine(one, False, introduced) for one in learning.items),
        ]
        for one in both:
            if one.mentorship.id == mentorship_id:
                return one
        raise NotFound("not-your-mentorship", "There is no such mentorship of yours.")

    def shown(
        request: Request, tenant: str, mine: Mine, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        return wiring.pages.page(
            request,
            "member/mentorship.html",
            title="Somebody I mentor" if mine.mentors else "My mentor",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            mine=mine,
            one=mine.mentorship,
            form=form,
        )

    @router.get("", dependencies=MEMBERS)
    async def page(
        request: Request, tenant: TenantId, mentorship_id: MentorshipId, own: OwnRecord
    ) -> Response:
        mine = await found(request, tenant, own, mentorship_id)
        return shown(request, tenant, mine, Form({"key": [new_id()]}))

    @router.post("/met", dependencies=MEMBERS)
    async def met(
        request: Request, tenant: TenantId, mentorship_id: MentorshipId, own: OwnRecord, form: Submitted
    ) -> Response:
        mine = await found(request, tenant, own, mentorship_id)
        body, problems = met_in(form)
        if problems:
            return shown(request, tenant, mine, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            event = await mentoring.note_meeting(
                caller, tenant, mine.mentorship.mentor_id, mentorship_id, body, form.text("key")
            )
        except ServiceRefusal as refusal:
            return shown(request, tenant, mine, form, problems_of(refusal, codes=_CODES, said=_SAID))
        follow(request, tenant, event, "It is noted that you met.")
        return RedirectResponse(f"/member/{tenant}/mentoring/with/{mentorship_id}", SEE_OTHER)

    @router.post("/end", dependencies=MEMBERS)
    async def end(
        request: Request, tenant: TenantId, mentorship_id: MentorshipId, own: OwnRecord, form: Submitted
    ) -> Response:
        mine = await found(request, tenant, own, mentorship_id)
        reason = form.text("reason")
        if reason not in MY_ENDINGS:
            return shown(request, tenant, mine, form, [FieldProblem("reason", "Select why it ends")])
        caller, mentor = wiring.caller(request, tenant), mine.mentorship.mentor_id
        try:
            event = await mentoring.end(caller, tenant, mentor, mentorship_id, {"reason": reason})
        except ServiceRefusal as refusal:
            return shown(request, tenant, mine, form, problems_of(refusal))
        follow(request, tenant, event, "It has ended. Thank you both.")
        return RedirectResponse(f"/member/{tenant}/mentoring", SEE_OTHER)

    return router


def met_in(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As training takes it, and what is wrong with what was typed."""
    day, minutes = typed_day(form, "held_on"), form.text("minutes")
    counted = minutes.isascii() and minutes.isdigit() and len(minutes) <= 4
    problems = [
        FieldProblem(field, _SAID[field])
        for field, missing in (("held_on", day is None), ("minutes", not counted))
        if missing
    ]
    if problems or day is None:
        return {}, problems
    return {"held_on": day.isoformat(), "minutes": int(minutes)}, []
