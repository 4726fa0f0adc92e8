"""Everything held about a person, to be downloaded by them."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel

from services.registration.api.meeting_views import AttendanceLine
from services.registration.api.paths import ParticipantId
from services.registration.api.views import ParticipantView
from services.registration.api.wiring import Wiring
from services.registration.domain.meeting import Meeting
from services.registration.domain.project import Project
from services.registration.queries.read_everything import read_everything
from services.registration.queries.read_mentoring import MentoringPart, Paired
from shared.contracts.registration import MeetingKind
from shared.web.access import TenantId, allow


class MeetingLine(BaseModel):
    """A meeting that names the person, and how it stands with them."""

    id: str
    kind: MeetingKind
    day: date
    place: str | None
    invited: bool
    attendance: AttendanceLine

    @classmethod
    def of(cls, meeting: Meeting, participant_id: str) -> MeetingLine:
        """What the meeting holds about one person."""
        return cls(
            id=meeting.id,
            kind=meeting.about.purpose,
            day=meeting.about.day,
            place=meeting.arrangements.place if meeting.arrangements else None,
            invited=participant_id in meeting.invited,
            attendance=AttendanceLine.of(participant_id, meeting.attendance.get(participant_id)),
        )


class ProjectLine(BaseModel):
    """A project whose team the person is on."""

    id: str
    title: str
    organisation: str
    started_on: date

    @classmethod
    def of(cls, project: Project) -> ProjectLine:
        """What there is to say of it."""
        return cls(
            id=project.id,
            title=project.title,
            organisation=project.organisation,
            started_on=project.started_on,
        )


class MentorshipLine(BaseModel):
    """A mentorship that the person has. Who the other of the two is, is not held about the person alone."""

    id: str
    other_is: MentoringPart

    @classmethod
    def of(cls, one: Paired) -> MentorshipLine:
        """What there is to say of it."""
        return cls(id=one.mentorship_id, other_is=one.part)


class EverythingView(BaseModel):
    """Everything that registration holds about a person. The other services hold nothing that names them."""

    participant: ParticipantView
    meetings: list[MeetingLine]
    projects: list[ProjectLine]
    mentorships: list[MentorshipLine]


def everything_router(wiring: Wiring) -> APIRouter:
    """The route of the download."""
    router = APIRouter(prefix="/v1/{tenant}/participants/{participant_id}", tags=["participants"])

    @router.get("/everything", dependencies=[allow("lead", "member", own_record="participant_id")])
    async def download(tenant: TenantId, participant_id: ParticipantId, response: Response) -> EverythingView:
        """Gives everything that is held about somebody, as a file."""
        found = await read_everything(
            tenant,
            participant_id,
            wiring.participants(tenant),
            wiring.meetings(tenant),
            wiring.projects(tenant),
            wiring.mentorships(tenant),
            wiring.vault,
        )
        response.headers["Content-Disposition"] = 'attachment; filename="everything-about-me.json"'
        return EverythingView(
            participant=ParticipantView.of(found.shown),
            meetings=[MeetingLine.of(one, participant_id) for one in found.meetings],
            projects=[ProjectLine.of(one) for one in found.projects],
            mentorships=[MentorshipLine.of(one) for one in found.mentorships],
        )

    return router
