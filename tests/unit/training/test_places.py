"""The rules of a session's places: capacity, the held share, the queue, and jumps of it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import cast

import pytest

from services.training.domain.session import Session
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import Role
from shared.contracts.training import (
    EnrolmentPromoted,
    EnrolmentWaitlisted,
    EnrolmentWithdrawn,
    WithdrawalReason,
)
from tests.unit.training.making import (
    AFTERWARDS,
    LONG_BEFORE,
    RELEASE_DAY,
    a_session,
    enrolled,
    events,
    lived,
    professional,
    queue,
    statuses,
    there,
    told,
)


def test_who_asks_while_a_place_is_free_has_it() -> None:
    session = enrolled(a_session(), lived(1), professional(1))

    assert statuses(session) == {"lived-1": "confirmed", "professional-1": "confirmed"}
    assert told(session) == ["SessionScheduled", "EnrolmentConfirmed", "EnrolmentConfirmed"]


def test_who_asks_when_it_is_full_waits_behind_those_who_came_before() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2), professional(1))

    assert queue(session) == ["lived-2", "professional-1"]
    waitlisted = [event for event in events(session) if isinstance(event, EnrolmentWaitlisted)]
    assert [one.position for one in waitlisted] == [1, 2]


def test_a_professional_does_not_get_a_place_that_is_held_for_lived_experience() -> None:
    session = enrolled(a_session(capacity=4, held_places=2), *(professional(at) for at in range(3)))

    assert statuses(session)["professional-2"] == "waiting"


def test_a_person_with_lived_experience_may_have_any_place() -> None:
    session = enrolled(a_session(capacity=4, held_places=2), *(lived(at) for at in range(4)))

    assert set(statuses(session).values()) == {"confirmed"}


def test_held_places_that_are_used_leave_the_others_to_everybody() -> None:
    session = enrolled(a_session(capacity=4, held_places=2), lived(1), lived(2))
    enrolled(session, professional(1), professional(2))

    assert set(statuses(session).values()) == {"confirmed"}


def test_a_held_place_passes_over_the_professionals_in_the_queue_and_leaves_their_order_alone() -> None:
    session = enrolled(a_session(capacity=2, held_places=1), lived(1), professional(1))
    enrolled(session, professional(2), professional(3), lived(2), professional(4))

    session.withdraw("lived-1", LONG_BEFORE, by_staff=False)

    assert statuses(session)["lived-2"] == "confirmed"
    assert queue(session) == ["professional-2", "professional-3", "professional-4"]


def test_a_place_that_is_not_held_goes_to_the_first_in_the_queue_whoever_it_is() -> None:
    session = enrolled(a_session(capacity=2, held_places=1), lived(1), professional(1))
    enrolled(session, professional(2), lived(2))

    session.withdraw("professional-1", LONG_BEFORE, by_staff=False)

    assert statuses(session)["professional-2"] == "confirmed"
    assert queue(session) == ["lived-2"]


def test_a_free_place_promotes_the_next_at_once() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))
    before = len(session.recorded)

    session.withdraw("lived-1", LONG_BEFORE, by_staff=False)

    assert told(session, before) == ["EnrolmentWithdrawn", "EnrolmentPromoted"]
    assert _promotions(session) == [("lived-2", False)]


def test_from_the_release_day_on_held_places_are_free_to_all() -> None:
    session = enrolled(a_session(capacity=4, held_places=2), *(professional(at) for at in range(3)))

    session.release_held_places(RELEASE_DAY)

    assert set(statuses(session).values()) == {"confirmed"}


def test_before_the_release_day_held_places_are_not_released() -> None:
    session = enrolled(a_session(capacity=4, held_places=2), *(professional(at) for at in range(3)))

    with pytest.raises(Refused) as refused:
        session.release_held_places(LONG_BEFORE)

    assert refused.value.code == "still-held"


def test_whatever_is_done_on_the_release_day_first_gives_the_held_places_to_those_who_wait() -> None:
    session = enrolled(a_session(capacity=4, held_places=2), *(professional(at) for at in range(4)))

    enrolled(session, lived(1), now=RELEASE_DAY)

    assert statuses(session) == {f"professional-{at}": "confirmed" for at in range(4)} | {
        "lived-1": "waiting"
    }


def test_asking_twice_gives_the_same() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2), lived(3))
    before = deepcopy(session)

    enrolled(session, lived(2), lived(1))

    assert session == before
    assert told(session) == told(before)


def test_who_asks_again_after_having_withdrawn_goes_to_the_end() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2), lived(3))
    session.withdraw("lived-2", LONG_BEFORE, by_staff=False)

    enrolled(session, lived(2))

    assert queue(session) == ["lived-3", "lived-2"]


def test_withdrawing_again_changes_nothing() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))
    session.withdraw("lived-1", LONG_BEFORE, by_staff=False)
    before = len(session.recorded)

    session.withdraw("lived-1", LONG_BEFORE, by_staff=False)

    assert told(session, before) == []


def test_nobody_withdraws_who_never_asked() -> None:
    with pytest.raises(NotFound):
        a_session().withdraw("lived-1", LONG_BEFORE, by_staff=True)


def test_a_jump_of_the_queue_needs_a_reason() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))

    with pytest.raises(Invalid) as refused:
        session.jump("lived-2", "  ", LONG_BEFORE)

    assert refused.value.code == "reason-needed"


def test_who_jumps_the_queue_has_the_next_place_and_it_is_told_as_out_of_turn() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), *(lived(at) for at in range(4)))
    session.jump("lived-3", "Gives part 2 and has to know part 1.", LONG_BEFORE)

    session.withdraw("lived-0", LONG_BEFORE, by_staff=False)

    assert _promotions(session) == [("lived-3", True)]
    assert session.enrolment_of("lived-3").jump_reason == "Gives part 2 and has to know part 1."
    assert queue(session) == ["lived-1", "lived-2"]


def test_a_jump_never_exceeds_the_capacity() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))

    session.jump("lived-2", "a reason", LONG_BEFORE)

    assert statuses(session)["lived-2"] == "waiting"


def test_a_jump_takes_no_place_that_is_held_for_lived_experience() -> None:
    session = enrolled(a_session(capacity=2, held_places=1), professional(1), professional(2))

    session.jump("professional-2", "a reason", LONG_BEFORE)

    assert statuses(session)["professional-2"] == "waiting"


def test_of_two_who_jump_the_queue_the_first_stays_ahead() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), *(lived(at) for at in range(4)))
    session.jump("lived-3", "a reason", LONG_BEFORE)
    session.jump("lived-2", "a reason", LONG_BEFORE)
    session.jump("lived-3", "another reason", LONG_BEFORE)

    assert queue(session) == ["lived-3", "lived-2", "lived-1"]


def test_nobody_jumps_the_queue_who_has_withdrawn() -> None:
    session = enrolled(a_session(), lived(1))
    session.withdraw("lived-1", LONG_BEFORE, by_staff=False)

    with pytest.raises(Refused) as refused:
        session.jump("lived-1", "a reason", LONG_BEFORE)

    assert refused.value.code == "not-waiting"


def test_who_withdraws_and_comes_back_keeps_no_jump() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2), lived(3))
    session.jump("lived-3", "a reason", LONG_BEFORE)
    session.withdraw("lived-3", LONG_BEFORE, by_staff=False)

    enrolled(session, lived(3))

    assert queue(session) == ["lived-2", "lived-3"]


def test_a_member_who_comes_late_can_not_enrol_themselves() -> None:
    with pytest.raises(Refused) as refused:
        a_session().enrol(lived(1), AFTERWARDS, by_staff=False)

    assert refused.value.code == "session-started"


def test_somebody_who_came_without_a_place_is_added_by_staff_while_there_is_one() -> None:
    session = a_session(capacity=1, held_places=1)
    enrolled(session, professional(1), now=AFTERWARDS)

    with pytest.raises(Refused) as refused:
        session.enrol(professional(2), AFTERWARDS, by_staff=True)

    assert statuses(session) == {"professional-1": "confirmed"}
    assert refused.value.code == "session-full"


def test_who_waited_and_came_is_let_in_on_the_day_with_a_reason() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2), lived(3))
    session.withdraw("lived-1", AFTERWARDS, by_staff=True)

    session.jump("lived-3", "They were at the door.", AFTERWARDS)

    assert _promotions(session) == [("lived-3", True)]


def test_after_the_start_nobody_is_promoted_who_is_not_there() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))

    session.withdraw("lived-1", AFTERWARDS, by_staff=True)

    assert statuses(session)["lived-2"] == "waiting"


def test_after_the_start_members_do_not_withdraw_any_more() -> None:
    session = enrolled(a_session(), lived(1))

    with pytest.raises(Refused) as refused:
        session.withdraw("lived-1", AFTERWARDS, by_staff=False)

    assert refused.value.code == "session-started"


def test_who_was_there_is_not_withdrawn() -> None:
    session = enrolled(a_session(), lived(1))
    session.record_attendance(there(lived(1)), AFTERWARDS)

    with pytest.raises(Refused) as refused:
        session.withdraw("lived-1", AFTERWARDS, by_staff=True)

    assert refused.value.code == "attendance-recorded"


@pytest.mark.parametrize("reason", [WithdrawalReason.LEFT, WithdrawalReason.ERASED])
def test_who_takes_part_no_longer_frees_the_place_for_the_next(reason: WithdrawalReason) -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))
    before = len(session.recorded)

    session.let_go("lived-1", reason, date(2018, 2, 21), LONG_BEFORE)
    session.let_go("lived-1", reason, date(2018, 2, 21), LONG_BEFORE)
    session.let_go("never-asked", reason, date(2018, 2, 21), LONG_BEFORE)

    assert told(session, before) == ["EnrolmentWithdrawn", "EnrolmentPromoted"]
    assert cast("EnrolmentWithdrawn", events(session, before)[0]).reason is reason


def test_who_takes_part_no_longer_keeps_what_they_attended() -> None:
    session = enrolled(a_session(), lived(1))
    session.record_attendance(there(lived(1)), AFTERWARDS)

    session.let_go("lived-1", WithdrawalReason.LEFT, date(2018, 3, 11), AFTERWARDS)

    assert statuses(session) == {"lived-1": "confirmed"}


def test_nothing_written_about_a_person_who_is_erased_is_kept() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))
    session.jump("lived-2", "Something about them.", LONG_BEFORE)

    session.forget("lived-2")

    assert session.enrolment_of("lived-2").jump_reason == ""
    assert queue(session) == ["lived-2"]


def test_a_person_whose_role_has_changed_has_the_new_one_with_their_next_turn() -> None:
    session = enrolled(a_session(), lived(1))
    session.withdraw("lived-1", LONG_BEFORE, by_staff=False)
    changed = type(lived(1))(id="lived-1", role=Role.PROFESSIONAL, organisation="BHSCT")

    enrolled(session, changed)

    assert [(one.role, one.organisation) for one in session.enrolments] == [(Role.PROFESSIONAL, "BHSCT")]


def _promotions(session: Session) -> list[tuple[str, bool]]:
    found = [event for event in events(session) if isinstance(event, EnrolmentPromoted)]
    return [(one.participant_id, one.out_of_turn) for one in found]
