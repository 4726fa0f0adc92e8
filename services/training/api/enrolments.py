"""Places and attendance over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.training.api.paths import ParticipantId, SessionId
from services.training.api.session_models import AttendanceList, PresenceBody, PromotionBody
from services.training.api.session_views import EnrolmentAnswer
from services.training.api.wiring import Wiring
from services.training.commands.enrol_participant import EnrolParticipant, enrol_participant
from services.training.commands.promote_enrolment import PromoteEnrolment, promote_enrolment
from services.training.commands.record_attendance import RecordAttendance, record_attendance
from services.training.commands.withdraw_enrolment import WithdrawEnrolment, withdraw_enrolment
from services.training.domain.enrolment import Presence
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell

_BY_LEADS = [allow("lead", "facilitator")]
_BY_LEADS_OR_THEMSELVES = [allow("lead", "facilitator", "member", own_record="participant_id")]


def enrolments_router(wiring: Wiring) -> APIRouter:
    """The routes of the people in a session."""
    router = APIRouter(prefix="/v1/{tenant}/sessions/{session_id}", tags=["sessions"])

    @router.put("/enrolments/{participant_id}", dependencies=_BY_LEADS_OR_THEMSELVES)
    async def enrol(
        tenant: TenantId,
        session_id: SessionId,
        participant_id: ParticipantId,
        who: CurrentPrincipal,
        response: Response,
    ) -> EnrolmentAnswer:
        """Asks for a place: it is confirmed if there is one for the person, or else they wait in order."""
        with wiring.meter.measure("enrol_participant"):
            command = EnrolParticipant(
                session_id=session_id,
                participant_id=participant_id,
                now=wiring.now(),
                by_staff=who.has_role(tenant, "lead", "facilitator"),
            )
            outcome = await enrol_participant(command, wiring.sessions(tenant), wiring.people(tenant))
        tell(response, outcome.saved)
        return EnrolmentAnswer(status=outcome.status, position=outcome.position)

    @router.delete("/enrolments/{participant_id}", status_code=204, dependencies=_BY_LEADS_OR_THEMSELVES)
    async def withdraw(
        tenant: TenantId,
        session_id: SessionId,
        participant_id: ParticipantId,
        who: CurrentPrincipal,
        response: Response,
    ) -> None:
        """Gives a place or a turn up; the next in the queue has it at once."""
        with wiring.meter.measure("withdraw_enrolment"):
            command = WithdrawEnrolment(
                session_id=session_id,
                participant_id=participant_id,
                now=wiring.now(),
                by_staff=who.has_role(tenant, "lead", "facilitator"),
            )
            saved = await withdraw_enrolment(command, wiring.sessions(tenant))
        tell(response, saved)

    @router.post("/enrolments/{participant_id}/promotion", dependencies=_BY_LEADS)
    async def promote(
        tenant: TenantId,
        session_id: SessionId,
        participant_id: ParticipantId,
        body: PromotionBody,
        response: Response,
    ) -> EnrolmentAnswer:
        """Lets somebody who waits go before the others, for a reason: the next place is theirs."""
        with wiring.meter.measure("promote_enrolment"):
            command = PromoteEnrolment(
                session_id=session_id,
                participant_id=participant_id,
                reason=body.reason,
                now=wiring.now(),
            )
            outcome = await promote_enrolment(command, wiring.sessions(tenant))
        tell(response, outcome.saved)
        return EnrolmentAnswer(status=outcome.status, position=outcome.position)

    @router.put("/attendance", status_code=204, dependencies=_BY_LEADS)
    async def attendance(
        tenant: TenantId, session_id: SessionId, body: AttendanceList, response: Response
    ) -> None:
        """Notes who was there, or corrects it; all of the list or nothing."""
        with wiring.meter.measure("record_attendance"):
            command = RecordAttendance(
                session_id=session_id,
                presences=[one.presence() for one in body.presences],
                now=wiring.now(),
            )
            saved = await record_attendance(command, wiring.sessions(tenant))
        tell(response, saved)

    @router.put("/attendance/{participant_id}", status_code=204, dependencies=_BY_LEADS)
    async def presence(
        tenant: TenantId,
        session_id: SessionId,
        participant_id: ParticipantId,
        body: PresenceBody,
        response: Response,
    ) -> None:
        """Notes whether one person was there, or corrects it."""
        with wiring.meter.measure("record_attendance"):
            noted = Presence(participant_id=participant_id, attendance=body.attendance, barrier=body.barrier)
            command = RecordAttendance(session_id=session_id, presences=[noted], now=wiring.now())
            saved = await record_attendance(command, wiring.sessions(tenant))
        tell(response, saved)

    return router
