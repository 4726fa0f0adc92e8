"""The rules of sessions: planning, moving, cancelling, attendance."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.training.domain.enrolment import Presence
from services.training.domain.session_plan import SessionFacilitator
from services.training.domain.session_record import SessionState
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import Barrier, Role
from shared.contracts.training import (
    Attendance,
    AttendanceRecorded,
    SessionCancelled,
    SessionChanged,
    SessionHeld,
    SessionScheduled,
    SessionSupport,
)
from tests.unit.training.making import (
    AFTERWARDS,
    LONG_BEFORE,
    STARTS,
    a_plan,
    a_session,
    enrolled,
    events,
    lived,
    professional,
    statuses,
    there,
    told,
)


def test_a_planned_session_tells_who_gives_it_and_that_they_are_a_pair() -> None:
    (event,) = events(a_session())

    assert isinstance(event, SessionScheduled)
    assert event.details.paired
    assert [one.role for one in event.details.facilitators] == [Role.CARER, Role.PROFESSIONAL]


@pytest.mark.parametrize(
    ("roles", "paired"),
    [
        ([], False),
        ([Role.CARER, Role.SERVICE_USER], False),
        ([Role.PROFESSIONAL, Role.PROFESSIONAL], False),
        ([Role.PROFESSIONAL, Role.SERVICE_USER, Role.CARER], True),
    ],
)
def test_facilitators_are_paired_if_both_sides_are_there(roles: list[Role], paired: bool) -> None:
    given = [SessionFacilitator(participant_id=str(at), role=role) for at, role in enumerate(roles)]

    assert a_plan(facilitators=given).paired is paired


def test_the_place_is_told_by_no_event() -> None:
    session = a_session(place="Somewhere-in-particular", link="https://example.org/room")
    session.change(a_plan(place="Somewhere-else"), LONG_BEFORE)

    assert "omewhere" not in "".join(event.model_dump_json() for event in events(session))


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"ends_at": STARTS}, "ends-before-it-starts"),
        ({"place": None, "link": ""}, "place-needed"),
        ({"capacity": 4, "held_places": 5}, "held-above-capacity"),
        (
            {"facilitators": [SessionFacilitator(participant_id="x", role=Role.CARER)] * 2},
            "facilitator-twice",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(plan: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_session(**plan)

    assert refused.value.code == code


def test_moving_a_session_tells_everyone_enrolled() -> None:
    session = enrolled(a_session(held_places=0), *(lived(at) for at in range(5)))

    session.change(a_plan(held_places=0, place="Another room"), LONG_BEFORE)

    event = events(session)[-1]
    assert isinstance(event, SessionChanged)
    assert (event.moved, event.enrolled) == (True, tuple(f"lived-{at}" for at in range(5)))


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": STARTS - timedelta(hours=1)},
        {"ends_at": STARTS + timedelta(hours=3)},
        {"place": "Another room"},
        {"link": "https://example.org/room"},
    ],
)
def test_another_time_or_place_is_a_move(change: dict[str, Any]) -> None:
    assert a_plan(**change).is_elsewhere(a_plan())


def test_other_supports_are_no_move() -> None:
    session = a_session()

    session.change(a_plan(supports=[SessionSupport.EXPENSES]), LONG_BEFORE)

    event = events(session)[-1]
    assert isinstance(event, SessionChanged)
    assert (event.moved, event.details.supports) == (False, (SessionSupport.EXPENSES,))


def test_planning_the_same_again_changes_nothing() -> None:
    session = a_session()

    session.change(a_plan(), LONG_BEFORE)

    assert told(session) == ["SessionScheduled"]


def test_more_capacity_promotes_those_who_wait_in_order() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2), lived(3), lived(4))
    before = len(session.recorded)

    session.change(a_plan(capacity=3, held_places=0), LONG_BEFORE)

    assert told(session, before) == ["SessionChanged", "EnrolmentPromoted", "EnrolmentPromoted"]
    assert statuses(session) == {
        "lived-1": "confirmed",
        "lived-2": "confirmed",
        "lived-3": "confirmed",
        "lived-4": "waiting",
    }


def test_capacity_is_not_lowered_below_those_who_have_a_place() -> None:
    session = enrolled(a_session(held_places=0), lived(1), lived(2))

    with pytest.raises(Refused) as refused:
        session.change(a_plan(capacity=1, held_places=0), LONG_BEFORE)

    assert refused.value.code == "capacity-below-confirmed"
    session.change(a_plan(capacity=2, held_places=0), LONG_BEFORE)


def test_cancelling_tells_everyone_enrolled_and_ends_their_enrolments() -> None:
    session = enrolled(a_session(capacity=1, held_places=0), lived(1), lived(2))
    before = len(session.recorded)

    session.cancel(LONG_BEFORE)

    first = events(session, before)[0]
    assert isinstance(first, SessionCancelled)
    assert first.enrolled == ("lived-1", "lived-2")
    assert told(session, before) == ["SessionCancelled", "EnrolmentWithdrawn", "EnrolmentWithdrawn"]
    assert set(statuses(session).values()) == {"withdrawn"}


def test_cancelling_again_changes_nothing() -> None:
    session = enrolled(a_session(), lived(1))
    session.cancel(LONG_BEFORE)
    before = len(session.recorded)

    session.cancel(LONG_BEFORE)

    assert told(session, before) == []


def test_a_session_that_took_place_is_not_cancelled() -> None:
    session = enrolled(a_session(), lived(1))
    session.record_attendance(there(lived(1)), AFTERWARDS)

    with pytest.raises(Refused) as refused:
        session.cancel(AFTERWARDS)

    assert refused.value.code == "attendance-recorded"


def test_attendance_is_recorded_for_each_by_the_role_they_enrolled_with() -> None:
    session = enrolled(a_session(), lived(1), professional(1))
    before = len(session.recorded)

    session.record_attendance(there(lived(1), professional(1)), AFTERWARDS)

    found = [event for event in events(session, before) if isinstance(event, AttendanceRecorded)]
    assert [(one.participant_id, one.role, one.organisation) for one in found] == [
        ("lived-1", Role.CARER, None),
        ("professional-1", Role.PROFESSIONAL, "BHSCT"),
    ]
    assert {one.held_on for one in found} == {date(2018, 3, 12)}


def test_nobody_attends_a_session_before_it_starts() -> None:
    session = enrolled(a_session(), lived(1))

    with pytest.raises(Refused) as refused:
        session.record_attendance(there(lived(1)), LONG_BEFORE)

    assert refused.value.code == "session-not-started"


def test_nobody_without_a_place_attends_and_nothing_of_the_list_is_kept() -> None:
    session = enrolled(a_session(), lived(1))
    before = deepcopy(session)

    with pytest.raises(Refused) as refused:
        session.record_attendance(there(lived(1), lived(2)), AFTERWARDS)

    assert refused.value.code == "no-place"
    assert session == before


def test_apologies_say_what_kept_the_person_away() -> None:
    session = enrolled(a_session(), lived(1))

    with pytest.raises(Invalid) as refused:
        session.record_attendance(there(lived(1), attendance=Attendance.APOLOGIES), AFTERWARDS)

    assert refused.value.code == "barrier-needed"
    told_why = Presence(
        participant_id="lived-1", attendance=Attendance.APOLOGIES, barrier=Barrier.CARER_COVER
    )
    session.record_attendance([told_why], AFTERWARDS)
    event = events(session)[-1]
    assert isinstance(event, AttendanceRecorded)
    assert event.barrier is Barrier.CARER_COVER


def test_a_barrier_belongs_to_apologies_alone() -> None:
    session = enrolled(a_session(), lived(1))
    absent = Presence(participant_id="lived-1", attendance=Attendance.ABSENT, barrier=Barrier.ILLNESS)

    with pytest.raises(Invalid) as refused:
        session.record_attendance([absent], AFTERWARDS)

    assert refused.value.code == "barrier-not-expected"


def test_nobody_is_listed_twice() -> None:
    session = enrolled(a_session(), lived(1))

    with pytest.raises(Invalid) as refused:
        session.record_attendance(there(lived(1), lived(1)), AFTERWARDS)

    assert refused.value.code == "listed-twice"


def test_attendance_is_corrected_as_often_as_needed_also_after_the_session_is_closed() -> None:
    session = enrolled(a_session(), lived(1))
    session.record_attendance(there(lived(1)), AFTERWARDS)
    session.hold(AFTERWARDS)
    before = len(session.recorded)

    session.record_attendance(there(lived(1), attendance=Attendance.ABSENT), AFTERWARDS)
    session.record_attendance(there(lived(1), attendance=Attendance.PART), AFTERWARDS)

    found = [event for event in events(session, before) if isinstance(event, AttendanceRecorded)]
    assert [one.attendance for one in found] == [Attendance.ABSENT, Attendance.PART]


def test_recording_the_same_attendance_again_tells_nothing() -> None:
    session = enrolled(a_session(), lived(1))
    session.record_attendance(there(lived(1)), AFTERWARDS)
    before = len(session.recorded)

    session.record_attendance(there(lived(1)), AFTERWARDS)

    assert told(session, before) == []


def test_once_attendance_is_recorded_the_day_stays_and_the_facilitators_can_be_put_right() -> None:
    session = enrolled(a_session(), lived(1))
    session.record_attendance(there(lived(1)), AFTERWARDS)

    with pytest.raises(Refused) as refused:
        session.change(a_plan(starts_on=date(2018, 3, 13)), AFTERWARDS)
    session.change(a_plan(facilitators=[]), AFTERWARDS)

    assert refused.value.code == "attendance-recorded"
    assert not session.plan.paired


def test_a_session_that_was_held_says_so_once() -> None:
    session = a_session()
    session.hold(AFTERWARDS)
    session.hold(AFTERWARDS)

    assert told(session) == ["SessionScheduled", "SessionHeld"]
    event = events(session)[-1]
    assert isinstance(event, SessionHeld)
    assert event.held_on == date(2018, 3, 12)


def test_a_session_is_not_held_before_it_starts() -> None:
    with pytest.raises(Refused) as refused:
        a_session().hold(LONG_BEFORE)

    assert refused.value.code == "session-not-started"


@pytest.mark.parametrize("end", [SessionState.CANCELLED, SessionState.HELD])
def test_what_is_over_is_changed_by_nobody(end: SessionState) -> None:
    session = enrolled(a_session(), lived(1))
    if end is SessionState.CANCELLED:
        session.cancel(LONG_BEFORE)
    else:
        session.hold(AFTERWARDS)
    before = deepcopy(session)

    for refused in (
        lambda: session.change(a_plan(capacity=9), AFTERWARDS),
        lambda: session.enrol(lived(2), AFTERWARDS, by_staff=True),
        lambda: session.jump("lived-1", "a reason", AFTERWARDS),
        lambda: session.release_held_places(AFTERWARDS),
    ):
        with pytest.raises(Refused) as over:
            refused()
        assert over.value.code == "session-over"

    assert session == before


def test_a_session_of_the_past_can_be_entered_with_those_who_were_there() -> None:
    session = a_session()

    enrolled(session, professional(1), professional(2), professional(3), professional(4), now=AFTERWARDS)
    session.record_attendance(there(professional(1), professional(4)), AFTERWARDS)
    session.hold(AFTERWARDS)

    assert set(statuses(session).values()) == {"confirmed"}


def test_the_release_day_is_counted_in_london() -> None:
    plan = replace(a_plan(), starts_on=date(2018, 3, 26), release_days=7)

    assert plan.held_until == date(2018, 3, 19)
