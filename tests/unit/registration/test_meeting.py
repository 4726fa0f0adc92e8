"""A meeting: it is planned, people answer and come, it is held, and what was said of it can be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.registration.domain.attendance import MOST, AttendanceStatus, Entry
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import Account, MeetingStatus
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import (
    Barrier,
    MeetingChanged,
    MeetingCorrected,
    MeetingCounts,
    MeetingHeld,
    MeetingKind,
    MeetingScheduled,
    MeetingSupport,
    OrganisationCount,
    Role,
)
from tests.unit.registration.meetings import (
    ABOUT,
    ABSENT,
    ACCEPTED,
    APOLOGIES,
    ARRANGEMENTS,
    ATTENDED,
    DAY,
    EVE,
    JANUARY,
    entered,
    entry,
    held,
    scheduled,
    told,
)


def test_a_scheduled_meeting_tells_who_is_invited_and_nothing_of_the_place() -> None:
    event = scheduled("ann", "bob", "ann").recorded[0].event
    assert isinstance(event, MeetingScheduled)
    assert event.invited == ("ann", "bob")
    assert "Mossley" not in event.model_dump_json()


def test_a_meeting_ends_after_it_begins() -> None:
    backwards = replace(ARRANGEMENTS, ends_at=ARRANGEMENTS.starts_at)
    with pytest.raises(Invalid, match="ends-before-it-begins"):
        Meeting.schedule(tenant="t", meeting_id="m", about=ABOUT, arrangements=backwards)
    with pytest.raises(Invalid, match="ends-before-it-begins"):
        scheduled().change(ABOUT, backwards)


def test_a_change_tells_all_of_it_as_it_is_now_and_the_same_again_tells_nothing() -> None:
    meeting = scheduled("ann")
    later = replace(ARRANGEMENTS, ends_at=datetime(2018, 1, 15, 16, tzinfo=UTC))
    meeting.change(replace(ABOUT, purpose=MeetingKind.STEERING), later)
    meeting.change(replace(ABOUT, purpose=MeetingKind.STEERING), later)
    assert told(meeting) == ["MeetingScheduled", "MeetingChanged"]
    event = meeting.recorded[-1].event
    assert isinstance(event, MeetingChanged)
    assert (event.kind, event.ends_at, event.invited) == (MeetingKind.STEERING, later.ends_at, ("ann",))


def test_another_place_is_a_change_that_is_told_without_the_place() -> None:
    meeting = scheduled()
    meeting.change(ABOUT, replace(ARRANGEMENTS, place="Antrim Civic Centre"))
    assert told(meeting) == ["MeetingScheduled", "MeetingChanged"]
    assert "Antrim" not in meeting.recorded[-1].event.model_dump_json()


def test_who_is_invited_no_longer_loses_their_answer_and_the_others_keep_theirs() -> None:
    meeting = scheduled("ann", "bob")
    meeting.note({"ann": ACCEPTED, "bob": ACCEPTED, "walk-in": ACCEPTED}, EVE)
    meeting.change(ABOUT, ARRANGEMENTS, ["bob", "cat"])
    assert meeting.invited == ["bob", "cat"]
    assert set(meeting.attendance) == {"bob", "walk-in"}


def test_more_can_be_invited_and_who_is_invited_already_is_not_told_of_again() -> None:
    meeting = scheduled("ann")
    meeting.invite(["ann", "bob"])
    meeting.invite(["bob"])
    assert told(meeting) == ["MeetingScheduled", "MeetingChanged"]
    assert meeting.invited == ["ann", "bob"]


def test_a_meeting_invites_and_lists_a_thousand_people_at_most() -> None:
    thousand = [f"p{number}" for number in range(MOST)]
    meeting = scheduled(*thousand)
    with pytest.raises(Invalid, match="too-many-invited"):
        meeting.invite(["one-more"])
    meeting.take_register(dict.fromkeys(thousand, ATTENDED), DAY)
    with pytest.raises(Invalid, match="attendance-too-long"):
        meeting.note({"one-more": ATTENDED}, DAY)


def test_a_cancelled_meeting_stays_cancelled_and_takes_nothing_more() -> None:
    meeting = scheduled("ann")
    meeting.cancel(EVE)
    meeting.cancel(DAY)
    assert told(meeting) == ["MeetingScheduled", "MeetingCancelled"]
    _refuses_everything(meeting, "meeting-cancelled")


def test_a_held_meeting_is_neither_changed_nor_cancelled_nor_listed_on() -> None:
    meeting = held(ann=ATTENDED)
    _refuses_everything(meeting, "meeting-held")
    with pytest.raises(Refused, match="meeting-held"):
        meeting.cancel(DAY)


def _refuses_everything(meeting: Meeting, code: str) -> None:
    before = len(meeting.recorded)
    with pytest.raises(Refused, match=code):
        meeting.change(ABOUT, ARRANGEMENTS)
    with pytest.raises(Refused, match=code):
        meeting.invite(["bob"])
    with pytest.raises(Refused, match=code):
        meeting.note({"ann": APOLOGIES}, DAY)
    with pytest.raises(Refused, match=code):
        meeting.take_register({}, DAY)
    with pytest.raises(Refused, match=code):
        meeting.hold(on=DAY, supports=[MeetingSupport.REMOTE])
    assert len(meeting.recorded) == before


def test_apologies_need_a_barrier_and_nothing_else_has_one() -> None:
    meeting = scheduled()
    with pytest.raises(Invalid, match="barrier-needed"):
        meeting.note({"ann": entry(AttendanceStatus.APOLOGIES)}, EVE)
    for status in set(AttendanceStatus) - {AttendanceStatus.APOLOGIES}:
        with pytest.raises(Invalid, match="barrier-unexpected"):
            meeting.note({"ann": entry(status, barrier=Barrier.TIMING)}, DAY)


def test_before_its_day_people_accept_or_send_apologies_and_nobody_has_come() -> None:
    meeting = scheduled()
    meeting.note({"ann": ACCEPTED, "bob": APOLOGIES}, EVE)
    for early in (ATTENDED, ABSENT):
        with pytest.raises(Refused, match="meeting-not-yet"):
            meeting.note({"cat": early}, EVE)
    with pytest.raises(Refused, match="meeting-not-yet"):
        meeting.hold(on=EVE)
    meeting.note({"ann": ATTENDED}, DAY)


def test_a_note_leaves_the_others_and_a_register_replaces_the_list() -> None:
    meeting = scheduled()
    meeting.note({"ann": ACCEPTED}, EVE)
    meeting.note({"bob": APOLOGIES}, EVE)
    assert set(meeting.attendance) == {"ann", "bob"}
    meeting.take_register({"cat": ATTENDED}, DAY)
    assert meeting.attendance == {"cat": ATTENDED}


def test_one_answers_for_oneself_when_invited() -> None:
    meeting = scheduled("ann")
    meeting.answer("ann", ACCEPTED)
    meeting.answer("ann", APOLOGIES)
    assert meeting.attendance == {"ann": APOLOGIES}
    with pytest.raises(NotFound, match="not-found"):
        meeting.answer("bob", ACCEPTED)


def test_one_cannot_say_of_oneself_that_one_came_nor_take_back_what_was_noted() -> None:
    meeting = scheduled("ann")
    for status in (ATTENDED, ABSENT):
        with pytest.raises(Invalid, match="not-an-answer"):
            meeting.answer("ann", status)
    meeting.note({"ann": ABSENT}, DAY)
    with pytest.raises(Refused, match="attendance-noted"):
        meeting.answer("ann", ACCEPTED)


def test_once_held_nobody_answers_any_more() -> None:
    meeting = scheduled("ann")
    meeting.hold(on=DAY)
    with pytest.raises(Refused, match="meeting-held"):
        meeting.answer("ann", ACCEPTED)


def test_who_accepted_and_did_not_come_was_absent_once_the_meeting_is_held() -> None:
    meeting = held(ann=ACCEPTED, bob=ATTENDED)
    assert meeting.attendance == {"ann": ABSENT, "bob": ATTENDED}
    assert meeting.counts.absent == {Role.PROFESSIONAL: 1}


def test_who_was_invited_and_said_nothing_is_not_counted() -> None:
    meeting = scheduled("ann", "bob")
    meeting.note({"ann": ATTENDED}, DAY)
    meeting.hold(on=DAY)
    assert meeting.counts == MeetingCounts(
        attended={Role.PROFESSIONAL: 1}, by_organisation=meeting.counts.by_organisation
    )


def test_to_hold_tells_the_counts_of_the_list_and_names_nobody() -> None:
    meeting = scheduled("ann", "bob")
    meeting.note({"ann": entry(role=Role.CARER), "bob": APOLOGIES}, DAY)
    meeting.hold(on=DAY, supports=[MeetingSupport.REMOTE, MeetingSupport.EXPENSES, MeetingSupport.REMOTE])
    event = meeting.recorded[-1].event
    assert isinstance(event, MeetingHeld)
    assert event.counts == meeting.counts
    assert event.supports == (MeetingSupport.EXPENSES, MeetingSupport.REMOTE)
    assert event.held_on == DAY
    assert not any(name in event.model_dump_json() for name in ("ann", "bob", "Mossley"))


def test_to_hold_the_same_again_tells_nothing_and_otherwise_is_refused() -> None:
    meeting = held(ann=ATTENDED)
    meeting.hold(on=date(2018, 2, 1))
    assert told(meeting) == ["MeetingScheduled", "MeetingHeld"]
    with pytest.raises(Refused, match="meeting-held"):
        meeting.hold(on=DAY, counts=JANUARY)


def test_a_planned_meeting_without_a_list_can_be_held_in_counts_alone() -> None:
    meeting = scheduled("ann")
    meeting.hold(on=DAY, counts=JANUARY)
    assert (meeting.counts, meeting.attendance) == (JANUARY, {})


def test_a_list_and_counts_cannot_be_mixed() -> None:
    meeting = scheduled()
    meeting.note({"ann": ACCEPTED}, EVE)
    with pytest.raises(Refused, match="attendance-listed"):
        meeting.hold(on=DAY, counts=JANUARY)
    for account in (Account(), Account(attendance={"ann": ATTENDED}, counts=JANUARY)):
        with pytest.raises(Invalid, match="list-or-counts"):
            entered(account)


def test_a_meeting_of_the_past_begins_with_having_been_held() -> None:
    meeting = entered(Account(counts=JANUARY, supports=(MeetingSupport.EXPENSES,)))
    assert told(meeting) == ["MeetingHeld"]
    assert (meeting.status, meeting.counts, meeting.arrangements) == (MeetingStatus.HELD, JANUARY, None)
    _refuses_everything(meeting, "meeting-held")


def test_a_meeting_of_the_past_can_be_entered_person_by_person() -> None:
    lived: dict[str, Entry] = {f"l{number}": entry(role=Role.CARER) for number in range(3)}
    meeting = entered(Account(attendance={f"p{number}": ATTENDED for number in range(47)} | lived))
    assert meeting.counts.attended == {Role.CARER: 3, Role.PROFESSIONAL: 47}


def test_a_meeting_to_come_cannot_be_entered_as_held() -> None:
    with pytest.raises(Refused, match="meeting-not-yet"):
        Meeting.enter(tenant="t", meeting_id="m", about=ABOUT, account=Account(counts=JANUARY), on=EVE)


def test_a_held_meeting_has_nobody_left_who_only_accepted() -> None:
    with pytest.raises(Invalid, match="accepted-too-late"):
        entered(Account(attendance={"ann": ACCEPTED}))
    with pytest.raises(Invalid, match="accepted-too-late"):
        held().correct(ABOUT, Account(attendance={"ann": ACCEPTED}), DAY)


def test_a_correction_tells_the_whole_of_it_anew_and_the_same_again_tells_nothing() -> None:
    meeting = held(ann=ATTENDED)
    account = Account(attendance={"ann": ABSENT, "bob": entry(role=Role.CARER)})
    moved = replace(ABOUT, day=EVE, organisation="NHSCT")
    meeting.correct(moved, account, DAY)
    meeting.correct(moved, account, DAY)
    assert told(meeting) == ["MeetingScheduled", "MeetingHeld", "MeetingCorrected"]
    event = meeting.recorded[-1].event
    assert isinstance(event, MeetingCorrected)
    assert (event.held_on, event.organisation, event.corrected_on) == (EVE, "NHSCT", DAY)
    assert event.counts == meeting.counts
    assert event.counts.attended == {Role.CARER: 1}


def test_a_correction_takes_the_place_of_list_and_counts_whole() -> None:
    meeting = held(ann=ATTENDED)
    meeting.correct(ABOUT, Account(counts=JANUARY), DAY)
    assert (meeting.attendance, meeting.counts) == ({}, JANUARY)
    meeting.correct(ABOUT, Account(attendance={"ann": ATTENDED}), DAY)
    assert (meeting.given_counts, meeting.counts.attended) == (None, {Role.PROFESSIONAL: 1})


def test_only_a_meeting_that_was_held_can_be_corrected() -> None:
    cancelled = scheduled()
    cancelled.cancel(EVE)
    for meeting in (scheduled(), cancelled):
        with pytest.raises(Refused, match="meeting-not-held"):
            meeting.correct(ABOUT, Account(counts=JANUARY), DAY)


def test_counts_that_do_not_add_up_are_refused_wherever_they_come_in() -> None:
    lines = (OrganisationCount(organisation="X", lived_experience=1, professional=1),)
    wrong = JANUARY.model_copy(update={"by_organisation": lines})
    for enter in (
        lambda: scheduled().hold(on=DAY, counts=wrong),
        lambda: entered(Account(counts=wrong)),
        lambda: held().correct(ABOUT, Account(counts=wrong), DAY),
    ):
        with pytest.raises(Invalid, match="counts-do-not-add-up"):
            enter()
