"""A participant: somebody who takes part in a collaborative, with lived experience or as a professional."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Self

from services.registration.domain.person import Consent, Part, ParticipantState, Reach, Sealed
from shared.contracts.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import (
    ConsentChanged,
    ConsentPurpose,
    ContactChannel,
    ContactKnown,
    LeavingReason,
    ParticipantChanged,
    ParticipantErased,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
    QiExperience,
    QJourney,
    QJourneyChanged,
    RecordedBy,
    Role,
)


@dataclass(kw_only=True)
class Participant(Aggregate):
    """What is private about the person is sealed before it comes here; the rules need none of it.

    Nobody is ever asked for a diagnosis, and there is no place for one.
    """

    kind: ClassVar[str] = "participant"

    state: ParticipantState
    role: Role
    organisation: str | None
    cohort: str | None
    qi_experience: QiExperience
    q_journey: QJourney = QJourney.NONE
    channel: ContactChannel = ContactChannel.EMAIL
    consents: dict[ConsentPurpose, Consent] = field(default_factory=dict[ConsentPurpose, Consent])
    """Off for every purpose that is not in it."""

    invited_on: date | None = None
    joined_on: date | None = None
    left_on: date | None = None
    leaving_reason: LeavingReason | None = None
    erased_on: date | None = None
    sealed: bytes
    sealed_contact: bytes = b""
    email_index: str | None

    @classmethod
    def invite(
        cls, tenant: str, participant_id: str, part: Part, sealed: Sealed, channel: ContactChannel, on: date
    ) -> Self:
        """Somebody is asked to take part, and has yet to answer."""
        invited = cls._new(tenant, participant_id, ParticipantState.INVITED, part, sealed, channel)
        invited.invited_on = on
        invited.record(
            ParticipantInvited(
                participant_id=participant_id,
                role=part.role,
                organisation=part.organisation,
                cohort=part.cohort,
                invited_on=on,
            )
        )
        return invited

    @classmethod
    def join(
        cls, tenant: str, participant_id: str, part: Part, sealed: Sealed, channel: ContactChannel, on: date
    ) -> Self:
        """Somebody takes part from now on, without having been invited."""
        joined = cls._new(tenant, participant_id, ParticipantState.JOINED, part, sealed, channel)
        joined._join(on)
        return joined

    @classmethod
    def _new(
        cls,
        tenant: str,
        participant_id: str,
        state: ParticipantState,
        part: Part,
        sealed: Sealed,
        channel: ContactChannel,
    ) -> Self:
        return cls(
            tenant=tenant,
            id=participant_id,
            state=state,
            role=part.role,
            organisation=part.organisation,
            cohort=part.cohort,
            qi_experience=part.qi_experience,
            channel=channel,
            sealed=sealed.details,
            email_index=sealed.email_index,
        )

    @property
    def active(self) -> bool:
        """Whether they take part now."""
        return self.state is ParticipantState.JOINED

    @property
    def erased(self) -> bool:
        return self.state is ParticipantState.ERASED

    @property
    def part(self) -> Part:
        """How they take part, or would."""
        return Part(
            role=self.role,
            organisation=self.organisation,
            cohort=self.cohort,
            qi_experience=self.qi_experience,
        )

    @property
    def reach(self) -> Reach | None:
        """How they can be reached, for as long as they are with us, agree to it and have said how."""
        with_us = self.state in (ParticipantState.INVITED, ParticipantState.JOINED)
        if not (with_us and self.consents_to(ConsentPurpose.CONTACT) and self.sealed_contact):
            return None
        return None if self.channel is ContactChannel.NONE else Reach(self.channel, self.sealed_contact)

    def consents_to(self, purpose: ConsentPurpose) -> bool:
        """Whether they have agreed to it, and not taken it back."""
        return purpose in self.consents and self.consents[purpose].given

    def accept(self, on: date) -> None:
        """Somebody invited takes part from now on. Accepting again changes nothing.

        Raises:
            Refused: they have declined since, or are erased.
        """
        self.must_not_be_erased()
        if self.state is ParticipantState.LEFT:
            raise Refused("not-invited", "The invitation was declined, or they have left: let them return.")
        if self.state is ParticipantState.INVITED:
            self._join(on)

    def come_back(self, on: date) -> None:
        """Somebody who has left takes part again, with the consents they had. Twice changes nothing.

        Raises:
            Refused: they have not answered their invitation, or are erased.
        """
        self.must_not_be_erased()
        if self.state is ParticipantState.INVITED:
            raise Refused("not-left", "They have not joined yet: let them accept the invitation.")
        if self.state is ParticipantState.LEFT:
            self._join(on)

    def _join(self, on: date) -> None:
        before = self.reach
        self.state, self.joined_on = ParticipantState.JOINED, on
        self.left_on = self.leaving_reason = None
        event = ParticipantJoined(
            participant_id=self.id,
            role=self.role,
            organisation=self.organisation,
            cohort=self.cohort,
            joined_on=on,
            qi_experience=self.qi_experience,
        )
        self._tell(event, before)

    def leave(self, reason: LeavingReason, on: date) -> None:
        """Somebody takes part no longer, or declines. Leaving again changes nothing.

        Raises:
            Invalid: who has joined cannot decline any more, and who has not can do nothing else.
            Refused: they are erased.
        """
        self.must_not_be_erased()
        if self.state is ParticipantState.LEFT:
            return
        if (self.state is ParticipantState.INVITED) != (reason is LeavingReason.DECLINED):
            raise Invalid("reason-does-not-fit", "Only an invitation is declined; leaving has other reasons.")
        before = self.reach
        self.state, self.left_on, self.leaving_reason = ParticipantState.LEFT, on, reason
        self._tell(ParticipantLeft(participant_id=self.id, reason=reason, left_on=on), before)

    def change_part(self, part: Part, on: date) -> None:
        """They have another role, organisation, cohort or experience. The same again changes nothing.

        Raises:
            Refused: they are erased.
        """
        self.must_not_be_erased()
        if part == self.part:
            return
        self.role, self.organisation = part.role, part.organisation
        self.cohort, self.qi_experience = part.cohort, part.qi_experience
        self._tell_changed(on, self.reach)

    def change_details(self, sealed: Sealed, channel: ContactChannel, on: date) -> None:
        """Something private about them is different, or how they would rather be told.

        Raises:
            Refused: they are erased.
        """
        self.must_not_be_erased()
        before = self.reach
        self.sealed, self.email_index, self.channel = sealed.details, sealed.email_index, channel
        self.sealed_contact = sealed.contact if self.consents_to(ConsentPurpose.CONTACT) else b""
        self._tell_changed(on, before)

    def change_consent(
        self, purpose: ConsentPurpose, given: bool, by: RecordedBy, on: date, contact: bytes = b""
    ) -> None:
        """They agree to something, or no longer do. The same again changes nothing.

        Args:
            contact: their sealed addresses, needed when they agree to being contacted.

        Raises:
            Refused: they are erased.
        """
        self.must_not_be_erased()
        if given == self.consents_to(purpose):
            return
        before = self.reach
        self.consents[purpose] = Consent(given=given, recorded_by=by, changed_on=on)
        if purpose is ConsentPurpose.CONTACT:
            self.sealed_contact = contact if given else b""
        event = ConsentChanged(
            participant_id=self.id, purpose=purpose, given=given, recorded_by=by, changed_on=on
        )
        self._tell(event, before)

    def change_journey(self, journey: QJourney, on: date) -> None:
        """They are further on, or further back, on the way into Q. The same again changes nothing.

        Raises:
            Refused: they are erased.
        """
        self.must_not_be_erased()
        if journey is not self.q_journey:
            self.q_journey = journey
            self._tell(QJourneyChanged(participant_id=self.id, journey=journey, changed_on=on), self.reach)

    def erase(self, on: date) -> None:
        """Forgets the person: what is left says that somebody of this role was here. Once is enough."""
        if self.erased:
            return
        self.state, self.erased_on = ParticipantState.ERASED, on
        self.sealed = self.sealed_contact = b""
        self.email_index = self.organisation = self.cohort = None
        self.qi_experience, self.q_journey = QiExperience.NONE, QJourney.NONE
        self.channel = ContactChannel.NONE
        self.consents = {}
        self.invited_on = self.joined_on = self.left_on = self.leaving_reason = None
        self.record(ParticipantErased(participant_id=self.id, erased_on=on), ContactKnown)

    def must_not_be_erased(self) -> None:
        """Whoever changes somebody asks this first.

        Raises:
            Refused: they are erased.
        """
        if self.erased:
            raise Refused("erased", "This person was erased: there is nothing left to change.")

    def _tell_changed(self, on: date, before: Reach | None) -> None:
        event = ParticipantChanged(
            participant_id=self.id,
            role=self.role,
            organisation=self.organisation,
            cohort=self.cohort,
            qi_experience=self.qi_experience,
            changed_on=on,
        )
        self._tell(event, before)

    def _tell(self, event: Event, before: Reach | None) -> None:
        """Records what happened, and how the person can be reached if that is another now."""
        now = self.reach
        if now == before:
            self.record(event)
        elif now is None:
            self.record(event, ContactKnown)
        else:
            sealed = b64encode(now.contact).decode()
            self.record(event, ContactKnown(participant_id=self.id, channel=now.channel, sealed=sealed))
