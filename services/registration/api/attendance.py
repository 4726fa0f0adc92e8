"""Attendance over HTTP: people answer, the register is taken, a meeting is held and put right."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.registration.api.meeting_models import AccountBody, AttendanceBody, HoldBody, RegisterBody
from services.registration.api.meeting_views import AttendanceLine, AttendanceView
from services.registration.api.paths import ParticipantId
from services.registration.api.seen import manages, own_ids
from services.registration.api.views import Created
from services.registration.api.wiring import Wiring
from services.registration.api.words import MeetingId
from services.registration.commands.correct_meeting import CorrectMeeting, correct_meeting
from services.registration.commands.enter_held_meeting import EnterHeldMeeting, enter_held_meeting
from services.registration.commands.hold_meeting import HoldMeeting, hold_meeting
from services.registration.commands.record_attendance import RecordAttendance, record_attendance
from services.registration.commands.take_register import TakeRegister, take_register
from services.registration.queries.read_meetings import read_meeting
from shared.contracts.refusal import Forbidden
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId, fingerprint_of

_ONE = "/{meeting_id}/attendance/{participant_id}"


def attendance_router(wiring: Wiring) -> APIRouter:
    """The routes of who comes and who came."""
    router = APIRouter(prefix="/v1/{tenant}/meetings", tags=["meetings"])
    _listing(router, wiring)
    _holding(router, wiring)
    return router


def _listing(router: APIRouter, wiring: Wiring) -> None:
    @router.get("/{meeting_id}/attendance", dependencies=[allow("lead", "facilitator")])
    async def read(tenant: TenantId, meeting_id: MeetingId, response: Response) -> AttendanceView:
        """Shows who is invited and how it stands with each."""
        meeting = await read_meeting(meeting_id, None, wiring.meetings(tenant))
        response.headers["ETag"] = etag(meeting.version)
        return AttendanceView.of(meeting)

    @router.put("/{meeting_id}/attendance", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def take(
        tenant: TenantId,
        meeting_id: MeetingId,
        register: RegisterBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Takes the register as a whole, in the place of what was listed."""
        with wiring.meter.measure("take_register"):
            command = TakeRegister(
                meeting_id=meeting_id,
                marks=tuple(one.mark(one.participant_id) for one in register.entries),
                on=wiring.today(),
                expected=expected,
            )
            saved = await take_register(command, wiring.meetings(tenant), wiring.participants(tenant))
        tell(response, saved)

    @router.get(_ONE, dependencies=[allow("lead", "facilitator", "member", own_record="participant_id")])
    async def read_one(
        tenant: TenantId, meeting_id: MeetingId, participant_id: ParticipantId, who: CurrentPrincipal
    ) -> AttendanceLine:
        """Shows how it stands with one person."""
        meeting = await read_meeting(meeting_id, own_ids(who, tenant), wiring.meetings(tenant))
        return AttendanceLine.of(participant_id, meeting.attendance.get(participant_id))

    @router.put(
        _ONE,
        status_code=204,
        dependencies=[allow("lead", "facilitator", "member", own_record="participant_id")],
    )
    async def record(
        tenant: TenantId,
        meeting_id: MeetingId,
        participant_id: ParticipantId,
        told: AttendanceBody,
        who: CurrentPrincipal,
        response: Response,
    ) -> None:
        """Notes how it stands with one person; a member answers for themselves, before it is held."""
        by_themselves = not manages(who, tenant)
        if by_themselves and told.role is not None:
            raise Forbidden("role-not-yours-to-say", "Leave out the role: a lead says which one you have.")
        with wiring.meter.measure("record_attendance"):
            command = RecordAttendance(
                meeting_id=meeting_id,
                mark=told.mark(participant_id),
                by_themselves=by_themselves,
                on=wiring.today(),
            )
            saved = await record_attendance(command, wiring.meetings(tenant), wiring.participants(tenant))
        tell(response, saved)


def _holding(router: APIRouter, wiring: Wiring) -> None:
    @router.post("/held", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def enter(
        tenant: TenantId, told: AccountBody, meeting_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Writes down a meeting of the past, person by person or as counts alone."""
        with wiring.meter.measure("enter_held_meeting"):
            command = EnterHeldMeeting(
                tenant=tenant,
                meeting_id=meeting_id,
                about=told.about(),
                supports=tuple(told.supports),
                marks=told.marks(),
                counts=told.given_counts(),
                on=wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await enter_held_meeting(command, wiring.meetings(tenant), wiring.references(tenant))
        tell(response, saved, f"/v1/{tenant}/meetings/{meeting_id}")
        return Created(id=meeting_id)

    @router.post("/{meeting_id}/held", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def hold(tenant: TenantId, meeting_id: MeetingId, told: HoldBody, response: Response) -> None:
        """Says that a planned meeting has taken place, and closes its list."""
        with wiring.meter.measure("hold_meeting"):
            command = HoldMeeting(
                meeting_id=meeting_id,
                supports=tuple(told.supports),
                counts=told.given_counts(),
                on=wiring.today(),
            )
            saved = await hold_meeting(command, wiring.meetings(tenant), wiring.references(tenant))
        tell(response, saved)

    @router.put("/{meeting_id}/held", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def correct(
        tenant: TenantId,
        meeting_id: MeetingId,
        told: AccountBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Puts right what was said of a meeting that was held: the whole account anew."""
        with wiring.meter.measure("correct_meeting"):
            command = CorrectMeeting(
                meeting_id=meeting_id,
                about=told.about(),
                supports=tuple(told.supports),
                marks=told.marks(),
                counts=told.given_counts(),
                on=wiring.today(),
                expected=expected,
            )
            saved = await correct_meeting(command, wiring.meetings(tenant), wiring.references(tenant))
        tell(response, saved)
