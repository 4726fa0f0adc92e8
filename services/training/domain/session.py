"""A session: one part of a released version, given by a Recovery College, with its places.

Enrolments live inside it, so that capacity can never be exceeded: each change of the places is a change of
this one aggregate, and of two that happen at once one is decided anew.

Invariants, beside those of its places: what is over stays as it was, but for attendance, which is told of
those who had a place, after the start, and can be corrected for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.training.domain.enrolment import Presence
from services.training.domain.moment import Moment
from services.training.domain.session_places import SessionPlaces
from services.training.domain.session_plan import SessionPlan
from services.training.domain.session_record import SessionState
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.training import SessionScheduled, Track, WithdrawalReason


@dataclass(kw_only=True)
class Session(SessionPlaces):
    """One part of a module, on one day."""

    @classmethod
    def schedule(
        cls,
        *,
        tenant: str,
        session_id: str,
        module_id: str,
        module_version: int,
        part: int,
        track: Track,
        college: str,
        plan: SessionPlan,
    ) -> Session:
        """A session is planned; one of the past can be entered afterwards.

        Raises:
            Invalid: the plan makes no sense.
        """
        plan.check()
        session = cls(
            tenant=tenant,
            id=session_id,
            module_id=module_id,
            module_version=module_version,
            part=part,
            track=track,
            college=college,
            plan=plan,
        )
        session.record(SessionScheduled(session_id=session_id, details=session.details()))
        return session

    def change(self, plan: SessionPlan, now: Moment) -> None:
        """Plans it otherwise, and fills the places that this frees.

        Raises:
            Invalid: the plan makes no sense.
            Refused: it is over; more people have a place than there would be; or attendance is recorded
                and more than the facilitators and supports would change.
        """
        self._check_scheduled()
        plan.check()
        if plan == self.plan:
            self.promote(now)
            return
        given_as_planned = replace(plan, facilitators=self.plan.facilitators, supports=self.plan.supports)
        if self.attendance_recorded and given_as_planned != self.plan:
            raise Refused(
                "attendance-recorded",
                "Attendance is recorded: only the facilitators and the supports can still be put right.",
            )
        if plan.capacity < len(self.places(now.day).confirmed):
            raise Refused(
                "capacity-below-confirmed",
                "More people have a place than there would be. Keep at least as many places as are taken.",
            )
        moved = plan.is_elsewhere(self.plan)
        self.plan = plan
        self._tell_changed(moved=moved)
        self.promote(now)

    def cancel(self, now: Moment) -> None:
        """It will not take place: whoever has a place or waits is told. Again changes nothing.

        Raises:
            Refused: it was held, or attendance is recorded.
        """
        if self.state is SessionState.CANCELLED:
            return
        self._check_scheduled()
        if self.attendance_recorded:
            raise Refused("attendance-recorded", "People were there: this session took place.")
        self.state = SessionState.CANCELLED
        self._tell_cancelled(now.day)
        for enrolment in [one for one in self.enrolments if one.live]:
            self._end(enrolment, WithdrawalReason.SESSION_CANCELLED, now.day)

    def record_attendance(self, presences: Sequence[Presence], now: Moment) -> None:
        """Notes who was there, or corrects it; all of it or nothing.

        Raises:
            Invalid: a barrier is missing or out of place, or somebody is listed twice.
            Refused: it has not started, was cancelled, or somebody had no place.
        """
        if self.state is SessionState.CANCELLED:
            raise Refused("session-cancelled", "This session was cancelled: nobody was there.")
        self._check_started(now)
        if len({one.participant_id for one in presences}) < len(presences):
            raise Invalid("listed-twice", "Each person is listed once.")
        for presence in presences:
            self._check_presence(presence)
        for presence in presences:
            self._note(presence, now.day)

    def hold(self, now: Moment) -> None:
        """It took place and is closed; attendance can still be corrected. Again changes nothing.

        Raises:
            Refused: it has not started, or was cancelled.
        """
        if self.state is SessionState.HELD:
            return
        self._check_scheduled()
        self._check_started(now)
        self.state = SessionState.HELD
        self._tell_held()

    def _check_presence(self, presence: Presence) -> None:
        presence.check()
        enrolment = self.find(presence.participant_id)
        if enrolment is None or not enrolment.confirmed:
            raise Refused("no-place", "Somebody listed had no place in this session. Enrol them first.")

    def _note(self, presence: Presence, on: date) -> None:
        enrolment = self.enrolment_of(presence.participant_id)
        if (enrolment.attendance, enrolment.barrier) != (presence.attendance, presence.barrier):
            enrolment.attendance, enrolment.barrier = presence.attendance, presence.barrier
            self._tell_attendance(enrolment, presence.attendance, on)

    def _check_started(self, now: Moment) -> None:
        if not self.has_started(now):
            raise Refused("session-not-started", "This session has not started yet. Come back afterwards.")
