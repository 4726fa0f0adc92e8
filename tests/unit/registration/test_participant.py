"""The rules of a participant."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date

import pytest

from services.registration.domain.participant import Participant
from services.registration.domain.person import ParticipantState, Sealed
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
from tests.unit.registration.people import (
    DAY,
    LATER,
    SEALED,
    TENANT,
    invited,
    joined,
    part,
    reachable,
    saved,
    told,
)

_CHANGES: dict[str, Callable[[Participant], None]] = {
    "accept": lambda one: one.accept(LATER),
    "return": lambda one: one.come_back(LATER),
    "leave": lambda one: one.leave(LeavingReason.MOVED, LATER),
    "part": lambda one: one.change_part(part(), LATER),
    "details": lambda one: one.change_details(SEALED, ContactChannel.EMAIL, LATER),
    "consent": lambda one: one.change_consent(ConsentPurpose.CONTACT, True, RecordedBy.SELF, LATER, b"c"),
    "journey": lambda one: one.change_journey(QJourney.MEMBER, LATER),
}


class TestComing:
    def test_somebody_joins_directly_with_all_that_others_need_to_know(self) -> None:
        how = part(cohort="2018-spring", qi_experience=QiExperience.SOME)

        person = Participant.join(TENANT, "p-1", how, SEALED, ContactChannel.EMAIL, DAY)

        assert person.active
        assert told(person) == [
            ParticipantJoined(
                participant_id="p-1",
                role=Role.CARER,
                organisation=None,
                cohort="2018-spring",
                joined_on=DAY,
                qi_experience=QiExperience.SOME,
            )
        ]

    def test_somebody_invited_does_not_take_part_until_they_accept(self) -> None:
        person = Participant.invite(TENANT, "p-1", part(), SEALED, ContactChannel.EMAIL, DAY)
        assert told(person) == [
            ParticipantInvited(
                participant_id="p-1", role=Role.CARER, organisation=None, cohort=None, invited_on=DAY
            )
        ]
        assert not person.active

        saved(person).accept(LATER)

        assert person.active
        assert person.joined_on == LATER
        assert [type(event) for event in told(person)] == [ParticipantJoined]

    def test_to_accept_again_changes_nothing(self) -> None:
        person = joined()
        person.accept(LATER)
        assert (person.joined_on, told(person)) == (DAY, [])

    def test_who_has_declined_cannot_accept(self) -> None:
        person = invited()
        person.leave(LeavingReason.DECLINED, DAY)
        with pytest.raises(Refused, match="not-invited"):
            person.accept(LATER)

    @pytest.mark.parametrize("come", [Participant.join, Participant.invite])
    def test_a_professional_needs_an_organisation(self, come: Callable[..., Participant]) -> None:
        with pytest.raises(Invalid, match="organisation-needed"):
            come(TENANT, "p-1", part(Role.PROFESSIONAL), SEALED, ContactChannel.EMAIL, DAY)

    @pytest.mark.parametrize("role", [Role.SERVICE_USER, Role.CARER])
    def test_a_person_with_lived_experience_may_have_none(self, role: Role) -> None:
        assert joined(role=role).organisation is None


class TestConsent:
    @pytest.mark.parametrize("purpose", ConsentPurpose)
    def test_is_off_until_given(self, purpose: ConsentPurpose) -> None:
        assert not joined().consents_to(purpose)
        assert not invited().consents_to(purpose)

    @pytest.mark.parametrize("purpose", ConsentPurpose)
    def test_is_given_and_taken_back_for_one_purpose_alone(self, purpose: ConsentPurpose) -> None:
        person = joined()
        person.change_consent(purpose, True, RecordedBy.SELF, DAY)
        assert [one for one in ConsentPurpose if person.consents_to(one)] == [purpose]

        person.change_consent(purpose, False, RecordedBy.LEAD, LATER)

        assert not person.consents_to(purpose)
        assert told(person) == [
            ConsentChanged(
                participant_id="p-1", purpose=purpose, given=True, recorded_by=RecordedBy.SELF, changed_on=DAY
            ),
            ConsentChanged(
                participant_id="p-1",
                purpose=purpose,
                given=False,
                recorded_by=RecordedBy.LEAD,
                changed_on=LATER,
            ),
        ]

    @pytest.mark.parametrize("given", [True, False])
    def test_said_again_changes_nothing(self, given: bool) -> None:
        person = joined()
        person.change_consent(ConsentPurpose.EVALUATION, given, RecordedBy.SELF, DAY)
        saved(person).change_consent(ConsentPurpose.EVALUATION, given, RecordedBy.LEAD, LATER)
        assert told(person) == []

    def test_stays_as_it_was_when_somebody_comes_back(self) -> None:
        person = joined()
        person.change_consent(ConsentPurpose.EVALUATION, True, RecordedBy.SELF, DAY)
        person.leave(LeavingReason.MOVED, DAY)
        person.come_back(LATER)
        assert [one for one in ConsentPurpose if person.consents_to(one)] == [ConsentPurpose.EVALUATION]


class TestLeaving:
    def test_is_told_with_its_reason_and_may_be_followed_by_a_return(self) -> None:
        person = joined()
        person.leave(LeavingReason.MOVED, DAY)
        assert not person.active
        assert told(person) == [
            ParticipantLeft(participant_id="p-1", reason=LeavingReason.MOVED, left_on=DAY)
        ]

        saved(person).come_back(LATER)

        assert (person.active, person.joined_on, person.leaving_reason) == (True, LATER, None)
        assert [type(event) for event in told(person)] == [ParticipantJoined]

    def test_twice_changes_nothing_more(self) -> None:
        person = joined()
        person.leave(LeavingReason.MOVED, DAY)
        saved(person).leave(LeavingReason.TIME, LATER)
        assert (told(person), person.leaving_reason) == ([], LeavingReason.MOVED)

    def test_somebody_who_has_joined_cannot_decline(self) -> None:
        with pytest.raises(Invalid, match="reason-does-not-fit"):
            joined().leave(LeavingReason.DECLINED, DAY)

    def test_somebody_invited_can_only_decline(self) -> None:
        with pytest.raises(Invalid, match="reason-does-not-fit"):
            invited().leave(LeavingReason.MOVED, DAY)

    def test_somebody_invited_cannot_return(self) -> None:
        with pytest.raises(Refused, match="not-left"):
            invited().come_back(DAY)

    def test_somebody_who_never_left_returns_without_a_change(self) -> None:
        person = joined()
        person.come_back(LATER)
        assert told(person) == []


class TestChanging:
    def test_another_role_and_organisation_are_told_whole(self) -> None:
        person = joined()
        person.change_part(part(Role.PROFESSIONAL, "BHSCT", cohort="2018-autumn"), LATER)
        assert told(person) == [
            ParticipantChanged(
                participant_id="p-1",
                role=Role.PROFESSIONAL,
                organisation="BHSCT",
                cohort="2018-autumn",
                qi_experience=QiExperience.NONE,
                changed_on=LATER,
            )
        ]

    def test_to_what_it_is_already_changes_nothing(self) -> None:
        person = joined()
        person.change_part(person.part, LATER)
        assert told(person) == []

    def test_private_details_are_told_of_without_them(self) -> None:
        person = joined()
        person.change_details(
            Sealed(details=b"new", email_index="new", contact=b"new"), ContactChannel.TEXT, LATER
        )
        assert [type(event) for event in told(person)] == [ParticipantChanged]
        assert (person.sealed, person.email_index, person.channel) == (b"new", "new", ContactChannel.TEXT)

    def test_the_way_into_q_is_told_once_for_each_step(self) -> None:
        person = joined()
        for journey in (QJourney.NONE, QJourney.NOMINATED, QJourney.NOMINATED, QJourney.MEMBER):
            person.change_journey(journey, LATER)
        assert told(person) == [
            QJourneyChanged(participant_id="p-1", journey=journey, changed_on=LATER)
            for journey in (QJourney.NOMINATED, QJourney.MEMBER)
        ]


class TestReach:
    def test_nobody_can_be_reached_before_they_agree_to_it(self) -> None:
        person = Participant.join(TENANT, "p-1", part(), SEALED, ContactChannel.EMAIL, DAY)
        assert person.reach is None
        assert [latest for _, latest in person.recorded] == [None]

    def test_with_consent_the_sealed_addresses_go_along_with_the_event(self) -> None:
        person = joined()
        person.change_consent(ConsentPurpose.CONTACT, True, RecordedBy.SELF, DAY, b"contact")
        assert [latest for _, latest in person.recorded] == [
            ContactKnown(
                participant_id="p-1", channel=ContactChannel.EMAIL, sealed=b64encode(b"contact").decode()
            )
        ]

    def test_with_the_consent_taken_back_they_end(self) -> None:
        person = reachable()
        person.change_consent(ConsentPurpose.CONTACT, False, RecordedBy.SELF, LATER)
        assert [latest for _, latest in person.recorded] == [ContactKnown]
        assert person.sealed_contact == b""

    def test_when_they_leave_they_end_and_when_they_return_they_begin_again(self) -> None:
        person = reachable()
        person.leave(LeavingReason.MOVED, DAY)
        person.come_back(LATER)
        ended, begun = [latest for _, latest in person.recorded]
        assert ended is ContactKnown
        assert isinstance(begun, ContactKnown)

    def test_who_wants_no_messages_has_none_kept_for_them(self) -> None:
        person = reachable()
        person.change_details(SEALED, ContactChannel.NONE, LATER)
        assert [latest for _, latest in person.recorded] == [ContactKnown]

    def test_a_new_address_takes_the_place_of_the_old(self) -> None:
        person = reachable()
        person.change_details(
            Sealed(details=b"new", email_index="new", contact=b"elsewhere"), ContactChannel.TEXT, LATER
        )
        latest = person.recorded[-1].latest
        assert isinstance(latest, ContactKnown)
        assert (latest.channel, latest.sealed) == (ContactChannel.TEXT, b64encode(b"elsewhere").decode())

    def test_without_consent_a_new_address_goes_nowhere(self) -> None:
        person = joined()
        person.change_details(SEALED, ContactChannel.EMAIL, LATER)
        assert ([latest for _, latest in person.recorded], person.sealed_contact) == ([None], b"")


class TestErasure:
    def test_empties_the_record_and_is_told_with_the_end_of_what_is_known_of_their_contact(self) -> None:
        person = reachable()
        person.change_journey(QJourney.MEMBER, DAY)
        saved(person).erase(LATER)
        assert person.erased
        assert not person.active
        assert person == Participant(
            tenant=TENANT,
            id="p-1",
            state=ParticipantState.ERASED,
            role=Role.CARER,
            organisation=None,
            cohort=None,
            qi_experience=QiExperience.NONE,
            channel=ContactChannel.NONE,
            erased_on=LATER,
            sealed=b"",
            email_index=None,
        )
        assert person.recorded == [(ParticipantErased(participant_id="p-1", erased_on=LATER), ContactKnown)]

    def test_twice_changes_nothing_more(self) -> None:
        person = joined()
        person.erase(DAY)
        saved(person).erase(LATER)
        assert (told(person), person.erased_on) == ([], DAY)

    @pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES)
    def test_ends_every_other_change(self, change: Callable[[Participant], None]) -> None:
        person = joined()
        person.erase(date(2018, 3, 1))
        with pytest.raises(Refused, match="erased"):
            change(saved(person))
        assert told(person) == []
