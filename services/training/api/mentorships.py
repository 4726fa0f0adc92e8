"""Mentorships over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.training.api.acting import only_of
from services.training.api.mentor_models import (
    MentorshipEnding,
    MentorshipView,
    NewMentoringSession,
    NewMentorship,
)
from services.training.api.mentors import MentorId
from services.training.api.module_views import Created
from services.training.api.wiring import Wiring
from services.training.commands.end_mentorship import EndMentorship, end_mentorship
from services.training.commands.log_mentoring_session import LogMentoringSession, log_mentoring_session
from services.training.commands.start_mentorship import StartMentorship, start_mentorship
from services.training.queries.read_mentorships import mentorships_of
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery, encode_cursor

MentorshipId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c7a-0e42-7c9b-a5d8"])]
PersonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c5e-7c1a-7c44-9a44"])]


def mentorships_router(wiring: Wiring) -> APIRouter:
    """The routes of mentorships."""
    router = APIRouter(prefix="/v1/{tenant}", tags=["mentoring"])

    @router.post(
        "/mentors/{mentor_id}/mentorships",
        status_code=201,
        dependencies=[allow("lead", "facilitator", "member", own_record="mentor_id")],
    )
    async def start(
        tenant: TenantId,
        mentor_id: MentorId,
        new: NewMentorship,
        mentorship_id: CreationId,
        response: Response,
    ) -> Created:
        """Starts a mentorship, if the mentor has a place free."""
        command = StartMentorship(
            tenant=tenant,
            mentorship_id=mentorship_id,
            mentor_id=mentor_id,
            learner_id=new.learner_id,
            topics=new.topics,
            on=new.started_on or wiring.today(),
            today=wiring.today(),
        )
        with wiring.meter.measure("start_mentorship"):
            saved = await start_mentorship(
                command, wiring.mentors(tenant), wiring.people(tenant), wiring.organisations(tenant)
            )
        tell(response, saved, f"/v1/{tenant}/mentors/{mentor_id}")
        return Created(id=mentorship_id)

    @router.post(
        "/mentors/{mentor_id}/mentorships/{mentorship_id}/sessions",
        status_code=201,
        dependencies=[allow("lead", "facilitator", "member", own_record="mentor_id")],
    )
    async def log(
        tenant: TenantId,
        mentor_id: MentorId,
        mentorship_id: MentorshipId,
        new: NewMentoringSession,
        meeting_id: CreationId,
        response: Response,
    ) -> Created:
        """Notes that the two have met: the day and the minutes, and nothing of what was said."""
        command = LogMentoringSession(
            meeting_id=meeting_id,
            mentor_id=mentor_id,
            mentorship_id=mentorship_id,
            held_on=new.held_on,
            minutes=new.minutes,
            today=wiring.today(),
        )
        with wiring.meter.measure("log_mentoring_session"):
            saved = await log_mentoring_session(command, wiring.mentors(tenant))
        tell(response, saved, f"/v1/{tenant}/mentors/{mentor_id}")
        return Created(id=meeting_id)

    @router.post(
        "/mentors/{mentor_id}/mentorships/{mentorship_id}/end",
        dependencies=[allow("lead", "facilitator", "member")],
    )
    async def end(
        tenant: TenantId,
        mentor_id: MentorId,
        mentorship_id: MentorshipId,
        ending: MentorshipEnding,
        who: CurrentPrincipal,
        response: Response,
    ) -> MentorshipView:
        """Ends a mentorship: either of the two may, and the lead and facilitators."""
        command = EndMentorship(
            mentor_id=mentor_id,
            mentorship_id=mentorship_id,
            reason=ending.reason,
            on=ending.ended_on or wiring.today(),
            today=wiring.today(),
            only_of=only_of(who, tenant),
        )
        mentors = wiring.mentors(tenant)
        with wiring.meter.measure("end_mentorship"):
            tell(response, await end_mentorship(command, mentors))
        ended = (await mentors.load(mentor_id)).mentorship(mentorship_id)
        return MentorshipView.of(mentor_id, ended)

    @router.get(
        "/people/{person_id}/mentorships",
        dependencies=[allow("lead", "facilitator", "evaluator", "member", own_record="person_id")],
    )
    async def of_learner(tenant: TenantId, person_id: PersonId, page: PageQuery) -> Page[MentorshipView]:
        """Lists who mentors a learner, and who did; each page has up to so many mentors."""
        after = [str(part) for part in page.after_as(str) or ()]
        found, following = await mentorships_of(person_id, wiring.mentors(tenant), page.limit, after)
        return Page(
            items=[MentorshipView.with_mentor(one) for one in found],
            next=encode_cursor(following) if following else None,
        )

    return router
