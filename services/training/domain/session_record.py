"""What a session is, and how it tells what happens to it. The rules are in the files that build on this."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from services.training.domain.enrolment import Enrolment
from services.training.domain.moment import Moment
from services.training.domain.places import Places
from services.training.domain.session_plan import SessionPlan
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import NotFound, Refused
from shared.contracts.training import (
    Attendance,
    AttendanceRecorded,
    EnrolmentConfirmed,
    EnrolmentPromoted,
    EnrolmentWaitlisted,
    EnrolmentWithdrawn,
    SessionCancelled,
    SessionChanged,
    SessionDetails,
    SessionHeld,
    Track,
    WithdrawalReason,
)


class SessionState(StrEnum):
    """How far a session is."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    HELD = "held"


@dataclass(kw_only=True)
class SessionRecord(Aggregate):
    """The state of a session, and its events."""

    kind: ClassVar[str] = "session"

    module_id: str
    module_version: int
    part: int
    track: Track
    college: str
    plan: SessionPlan
    state: SessionState = SessionState.SCHEDULED
    enrolments: list[Enrolment] = field(default_factory=list[Enrolment])
    turns: int = 0
    """How many turns were given out."""

    jumps: int = 0
    """How many times somebody was let go before the others."""

    @property
    def attendance_recorded(self) -> bool:
        return any(one.attendance for one in self.enrolments)

    def find(self, participant_id: str) -> Enrolment | None:
        return next((one for one in self.enrolments if one.participant_id == participant_id), None)

    def enrolment_of(self, participant_id: str) -> Enrolment:
        """What became of a person who asked for a place.

        Raises:
            NotFound: the person never asked for a place.
        """
        enrolment = self.find(participant_id)
        if enrolment is None:
            raise NotFound("not-found", "There is no such enrolment in this session.")
        return enrolment

    def places(self, day: date) -> Places:
        """The places as they are on a day."""
        return Places(self.plan.capacity, self.plan.held_on(day), self.enrolments)

    def has_started(self, now: Moment) -> bool:
        return now.at >= self.plan.starts_at

    def details(self) -> SessionDetails:
        """All that others need to know of it."""
        plan = self.plan
        return SessionDetails(
            module_id=self.module_id,
            module_version=self.module_version,
            part=self.part,
            track=self.track,
            college=self.college,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            capacity=plan.capacity,
            facilitators=plan.told_facilitators(),
            paired=plan.paired,
            supports=tuple(plan.supports),
        )

    def _check_scheduled(self) -> None:
        if self.state is not SessionState.SCHEDULED:
            raise Refused(
                "session-over", "This session is over or was cancelled: nothing about it can change."
            )

    def _live_ids(self) -> tuple[str, ...]:
        return tuple(one.participant_id for one in self.enrolments if one.live)

    def _tell_changed(self, *, moved: bool) -> None:
        self.record(
            SessionChanged(session_id=self.id, details=self.details(), moved=moved, enrolled=self._live_ids())
        )

    def _tell_cancelled(self, on: date) -> None:
        self.record(
            SessionCancelled(
                session_id=self.id, module_id=self.module_id, enrolled=self._live_ids(), cancelled_on=on
            )
        )

    def _tell_held(self) -> None:
        self.record(SessionHeld(session_id=self.id, details=self.details(), held_on=self.plan.starts_on))

    def _tell_confirmed(self, enrolment: Enrolment, on: date) -> None:
        self.record(
            EnrolmentConfirmed(
                session_id=self.id,
                module_id=self.module_id,
                participant_id=enrolment.participant_id,
                role=enrolment.role,
                organisation=enrolment.organisation,
                enrolled_on=on,
            )
        )

    def _tell_waitlisted(self, enrolment: Enrolment, on: date) -> None:
        self.record(
            EnrolmentWaitlisted(
                session_id=self.id,
                module_id=self.module_id,
                participant_id=enrolment.participant_id,
                role=enrolment.role,
                organisation=enrolment.organisation,
                position=self.places(on).position_of(enrolment),
                waitlisted_on=on,
            )
        )

    def _tell_promoted(self, enrolment: Enrolment, on: date) -> None:
        self.record(
            EnrolmentPromoted(
                session_id=self.id,
                module_id=self.module_id,
                participant_id=enrolment.participant_id,
                role=enrolment.role,
                organisation=enrolment.organisation,
                out_of_turn=bool(enrolment.jump),
                promoted_on=on,
            )
        )

    def _tell_withdrawn(self, participant_id: str, reason: WithdrawalReason, on: date) -> None:
        self.record(
            EnrolmentWithdrawn(
                session_id=self.id,
                module_id=self.module_id,
                participant_id=participant_id,
                reason=reason,
                withdrawn_on=on,
            )
        )

    def _tell_attendance(self, enrolment: Enrolment, attendance: Attendance, on: date) -> None:
        self.record(
            AttendanceRecorded(
                session_id=self.id,
                module_id=self.module_id,
                module_version=self.module_version,
                part=self.part,
                track=self.track,
                participant_id=enrolment.participant_id,
                role=enrolment.role,
                organisation=enrolment.organisation,
                attendance=attendance,
                barrier=enrolment.barrier,
                held_on=self.plan.starts_on,
                recorded_on=on,
            )
        )
