"""The places of a session: who asks for one, gives it up, or is let go before the others.

Invariants, beside those of ``places``:
- A person has exactly one outcome: a place, a turn in the queue, or withdrawn.
- Before the session starts, nobody waits who could have a place: whatever frees one promotes the next at
  once, and the passing of the release day does so with the next thing that is done to the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.domain.enrolment import Enrolment, EnrolmentStatus
from services.training.domain.moment import Moment
from services.training.domain.person import Person
from services.training.domain.session_record import SessionRecord, SessionState
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.training import WithdrawalReason

MOST_PEOPLE = 2_000
"""How many may ever ask for a place; more would not fit into the event that tells them all."""


@dataclass(kw_only=True)
class SessionPlaces(SessionRecord):
    """What people do with the places of a session."""

    def enrol(self, person: Person, now: Moment, *, by_staff: bool) -> Enrolment:
        """Somebody asks for a place: they have it if there is one for them, or else they wait.

        Asking again gives the same. After the start only staff can add somebody, who came all the same.

        Raises:
            Refused: it is over; it has started, or is full since it started; or far too many have asked.
        """
        self._check_scheduled()
        started = self.has_started(now)
        if started and not by_staff:
            raise Refused("session-started", "This session has started. Speak to whoever gives it.")
        self.promote(now)
        known = self.find(person.id)
        if known is not None and known.live:
            return known
        room = self.places(now.day).has_room_for(person.role)
        if started and not room:
            raise Refused("session-full", "This session has started, and there is no place left in it.")
        enrolment = self._new_turn(person, known, room=room, on=now.day)
        if room:
            self._tell_confirmed(enrolment, now.day)
        else:
            self._tell_waitlisted(enrolment, now.day)
        return enrolment

    def withdraw(self, participant_id: str, now: Moment, *, by_staff: bool) -> None:
        """Somebody gives up a place or a turn; the next has it at once. Again changes nothing.

        After the start only staff can, to take out somebody who was entered by mistake.

        Raises:
            NotFound: the person never asked for a place.
            Refused: it is over or has started, or the person's attendance is recorded.
        """
        enrolment = self.enrolment_of(participant_id)
        if not enrolment.live:
            return
        self._check_scheduled()
        if self.has_started(now) and not by_staff:
            raise Refused("session-started", "This session has started: whoever gives it notes who came.")
        if enrolment.attendance is not None:
            raise Refused(
                "attendance-recorded", "Attendance is recorded for this person. Correct that instead."
            )
        self._end(enrolment, WithdrawalReason.OWN_WISH, now.day)
        self.promote(now)

    def let_go(self, participant_id: str, reason: WithdrawalReason, on: date, now: Moment) -> None:
        """A person takes part in the collaborative no longer: their place, if they have one, is free."""
        enrolment = self.find(participant_id)
        if self.state is not SessionState.SCHEDULED or enrolment is None or not enrolment.live:
            return
        if enrolment.attendance is None:
            self._end(enrolment, reason, on)
            self.promote(now)

    def forget(self, participant_id: str) -> None:
        """Lets go of what was written about a person, which is why they were let go before others."""
        if enrolment := self.find(participant_id):
            enrolment.jump_reason = ""

    def jump(self, participant_id: str, reason: str, now: Moment) -> None:
        """Lets somebody who waits go before the others: they have the next place that they could have.

        Neither capacity nor the held share gives way. Asking again changes nothing; who was let go
        earlier stays ahead.

        Raises:
            Invalid: there is no reason.
            NotFound: the person never asked for a place.
            Refused: it is over, they have withdrawn, or it has started and there is no place left.
        """
        if not reason.strip():
            raise Invalid("reason-needed", "Say why this person goes before others.")
        self._check_scheduled()
        self.promote(now)
        enrolment = self.enrolment_of(participant_id)
        if enrolment.confirmed:
            return
        if not enrolment.live:
            raise Refused("not-waiting", "This person has withdrawn. Enrol them again first.")
        if not enrolment.jump:
            self.jumps += 1
            enrolment.jump, enrolment.jump_reason = self.jumps, reason
        if self.places(now.day).has_room_for(enrolment.role):
            self._confirm(enrolment, now.day)
        elif self.has_started(now):
            raise Refused("session-full", "This session has started, and there is no place left in it.")

    def release_held_places(self, now: Moment) -> None:
        """Gives the places that were held to those who wait, on the release day or later.

        Raises:
            Refused: the release day has not come, or it is over.
        """
        self._check_scheduled()
        if now.day < self.plan.held_until:
            raise Refused("still-held", "Places are still held for people with lived experience on this day.")
        self.promote(now)

    def promote(self, now: Moment) -> None:
        """Gives every free place to the next in the queue who could have it, until the session starts."""
        if self.state is not SessionState.SCHEDULED or self.has_started(now):
            return
        while enrolment := self.places(now.day).next_in_turn():
            self._confirm(enrolment, now.day)

    def _new_turn(self, person: Person, known: Enrolment | None, *, room: bool, on: date) -> Enrolment:
        if known is None and len(self.enrolments) >= MOST_PEOPLE:
            raise Refused(
                "too-many-enrolments", "Far too many have asked for this session. Plan another one."
            )
        self.turns += 1
        enrolment = Enrolment(
            participant_id=person.id,
            role=person.role,
            organisation=person.organisation,
            status=EnrolmentStatus.CONFIRMED if room else EnrolmentStatus.WAITING,
            turn=self.turns,
            enrolled_on=on,
        )
        if known is not None:
            self.enrolments.remove(known)
        self.enrolments.append(enrolment)
        return enrolment

    def _confirm(self, enrolment: Enrolment, on: date) -> None:
        enrolment.status = EnrolmentStatus.CONFIRMED
        self._tell_promoted(enrolment, on)

    def _end(self, enrolment: Enrolment, reason: WithdrawalReason, on: date) -> None:
        enrolment.status, enrolment.withdrawal = EnrolmentStatus.WITHDRAWN, reason
        self._tell_withdrawn(enrolment.participant_id, reason, on)
