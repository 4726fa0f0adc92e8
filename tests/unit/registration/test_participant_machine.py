"""A participant under random commands: what holds whatever is done, in whatever order."""

from __future__ import annotations

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.registration.domain.participant import Participant
from services.registration.domain.person import Part, Sealed
from shared.contracts.refusal import Refused
from shared.contracts.registration import (
    ConsentChanged,
    ConsentPurpose,
    ContactChannel,
    ContactKnown,
    LeavingReason,
    ParticipantErased,
    QJourney,
    RecordedBy,
    Role,
)
from shared.persistence.outbox import Cause, entries
from tests.support.backbone import NOON
from tests.unit.registration.people import TENANT

channels = st.sampled_from(ContactChannel)
days = st.dates(date(2018, 1, 1), date(2018, 12, 31))
parts = st.builds(
    Part,
    role=st.sampled_from(Role),
    organisation=st.sampled_from(["BHSCT", "NHSCT"]),
    cohort=st.sampled_from([None, "spring"]),
)
sealed = st.builds(
    Sealed,
    details=st.binary(min_size=1, max_size=4),
    email_index=st.sampled_from([None, "a", "b"]),
    contact=st.binary(min_size=1, max_size=4),
)


class ParticipantMachine(RuleBasedStateMachine):
    """Drives one participant, and saves after each command as the store does."""

    def __init__(self) -> None:
        super().__init__()
        self.person: Participant
        self.sequences: list[int] = []
        self.versions: list[int] = []
        self.agreed: dict[ConsentPurpose, bool] = {}
        self.contact: ContactKnown | None = None
        self.erased = False

    @initialize(
        part=parts, sealed=sealed, on=days, invite=st.booleans(), channel=st.sampled_from(ContactChannel)
    )
    def come(self, part: Part, sealed: Sealed, on: date, invite: bool, channel: ContactChannel) -> None:
        come = Participant.invite if invite else Participant.join
        self.person = come(TENANT, "p-1", part, sealed, channel, on)
        self.save()

    def save(self) -> None:
        written = entries(self.person.recorded, self.person.sequence, NOON, Cause())
        self.sequences += [one["sequence"] for one in written]
        for event, latest in self.person.recorded:
            assert not self.erased, "nothing is told of somebody after their erasure"
            if isinstance(event, ConsentChanged):
                self.agreed[event.purpose] = event.given
            if latest is not None:
                self.contact = latest if isinstance(latest, ContactKnown) else None
            self.erased = isinstance(event, ParticipantErased)
        self.person.sequence += len(written)
        self.person.version += 1
        self.versions.append(self.person.version)
        self.person.recorded.clear()

    @rule(on=days)
    def accept(self, on: date) -> None:
        self.attempt(lambda: self.person.accept(on))

    @rule(on=days)
    def come_back(self, on: date) -> None:
        self.attempt(lambda: self.person.come_back(on))

    @rule(reason=st.sampled_from(LeavingReason), on=days)
    def leave(self, reason: LeavingReason, on: date) -> None:
        self.attempt(lambda: self.person.leave(reason, on))

    @rule(part=parts, on=days)
    def change_part(self, part: Part, on: date) -> None:
        self.attempt(lambda: self.person.change_part(part, on))

    @rule(sealed=sealed, channel=channels, on=days)
    def change_details(self, sealed: Sealed, channel: ContactChannel, on: date) -> None:
        self.attempt(lambda: self.person.change_details(sealed, channel, on))

    @rule(purpose=st.sampled_from(ConsentPurpose), given=st.booleans(), on=days)
    def change_consent(self, purpose: ConsentPurpose, given: bool, on: date) -> None:
        self.attempt(lambda: self.person.change_consent(purpose, given, RecordedBy.SELF, on, b"contact"))

    @rule(journey=st.sampled_from(QJourney), on=days)
    def change_journey(self, journey: QJourney, on: date) -> None:
        self.attempt(lambda: self.person.change_journey(journey, on))

    @rule(on=days)
    def erase(self, on: date) -> None:
        self.attempt(lambda: self.person.erase(on))

    def attempt(self, command: object) -> None:
        assert callable(command)
        try:
            command()
        except Refused:
            assert self.person.recorded == [], "a refusal tells of nothing"
        else:
            self.save()

    @invariant()
    def sequences_and_versions_have_no_gap(self) -> None:
        assert self.sequences == list(range(1, len(self.sequences) + 1))
        assert self.versions == list(range(1, len(self.versions) + 1))

    @invariant()
    def no_consent_is_on_that_was_not_given_last(self) -> None:
        expected = {} if self.person.erased else self.agreed
        for purpose in ConsentPurpose:
            assert self.person.consents_to(purpose) == expected.get(purpose, False)

    @invariant()
    def what_was_told_of_their_contact_is_what_holds(self) -> None:
        assert (self.contact is not None) == (self.person.reach is not None)

    @invariant()
    def nothing_private_is_left_of_somebody_erased(self) -> None:
        if self.person.erased:
            person = self.person
            assert (person.sealed, person.sealed_contact, person.email_index) == (b"", b"", None)
            assert (person.organisation, person.cohort, person.joined_on, person.consents) == (
                None,
                None,
                None,
                {},
            )

    @invariant()
    def a_professional_has_an_organisation(self) -> None:
        if self.person.role is Role.PROFESSIONAL and not self.person.erased:
            assert self.person.organisation


ParticipantMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestParticipant = ParticipantMachine.TestCase
