"""The rules of learner records: a version is completed once, and stays completed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.learner_record import LearnerRecord, PartAttended, record_id
from shared.contracts.registration import Role
from shared.contracts.training import ModuleCompleted, Track
from tests.unit.training.making import CARER, DAY, a_record, attended, events, told


def _note(record: LearnerRecord, session_id: str, part: PartAttended | None, parts: int = 2) -> None:
    record.note(session_id, part, parts, CARER, Track.QUALITY_IMPROVEMENT)


def test_a_version_is_completed_when_every_part_of_it_is_attended() -> None:
    record = a_record()
    _note(record, "first", attended("first", 1))
    assert told(record) == []

    _note(record, "second", attended("second", 2, DAY + timedelta(days=7)))

    (event,) = events(record)
    assert isinstance(event, ModuleCompleted)
    assert (event.participant_id, event.module_id, event.version) == ("carer", "module-1", 1)
    assert event.completed_on == DAY + timedelta(days=7)


def test_the_day_of_completion_is_that_of_the_last_part_whatever_was_recorded_first() -> None:
    record = a_record()
    _note(record, "second", attended("second", 2, DAY + timedelta(days=7)))
    _note(record, "first", attended("first", 1))

    assert record.completions[0].completed_on == DAY + timedelta(days=7)


def test_a_part_that_was_attended_again_later_does_not_delay_the_completion() -> None:
    record = a_record()
    _note(record, "again", attended("again", 1, DAY + timedelta(days=90)))
    _note(record, "first", attended("first", 1))
    _note(record, "second", attended("second", 2, DAY + timedelta(days=7)))

    assert record.completions[0].completed_on == DAY + timedelta(days=7)


def test_a_completion_is_not_taken_back_and_not_told_again() -> None:
    record = a_record()
    _note(record, "first", attended("first", 1), parts=1)
    _note(record, "first", None, parts=1)
    _note(record, "first", attended("first", 1), parts=1)

    assert told(record) == ["ModuleCompleted"]
    assert record.completed(1)


def test_parts_of_another_version_do_not_count() -> None:
    record = a_record()
    _note(record, "first", attended("first", 1, version=1))
    _note(record, "second", attended("second", 2, version=2))

    assert told(record) == []


def test_each_version_is_completed_for_itself() -> None:
    record = a_record()
    _note(record, "first", attended("first", 1, version=1), parts=1)
    _note(record, "second", attended("second", 1, version=2), parts=1)

    assert [one.version for one in record.completions] == [1, 2]


def test_a_part_attended_twice_is_attended_though_one_of_the_two_was_wrong() -> None:
    record = a_record()
    _note(record, "first", attended("first", 1))
    _note(record, "again", attended("again", 1))
    _note(record, "first", None)

    _note(record, "second", attended("second", 2))

    assert told(record) == ["ModuleCompleted"]


def test_the_completion_tells_the_role_of_that_day() -> None:
    record = a_record()
    person = replace(CARER, role=Role.PROFESSIONAL, organisation="BHSCT")
    record.note("only", attended("only", 1), 1, person, Track.JOINT)

    (event,) = events(record)
    assert isinstance(event, ModuleCompleted)
    assert (event.role, event.organisation, event.track) == (Role.PROFESSIONAL, "BHSCT", Track.JOINT)


def test_a_record_is_found_by_the_person_and_the_module_alone() -> None:
    assert a_record().id == record_id("carer", "module-1") == "carer.module-1"


@given(st.text("ab-", min_size=1, max_size=64), st.text("ab-", min_size=1, max_size=64))
def test_the_id_of_a_record_fits_into_an_events_subject(participant_id: str, module_id: str) -> None:
    assert 1 <= len(record_id(participant_id, module_id)) <= 100


_SESSIONS = {"a": 1, "b": 1, "c": 2, "d": 3}
"""By session, the part that it gives; part 1 was given twice."""

_DAYS = {"a": 1, "b": 30, "c": 8, "d": 15}


@given(st.lists(st.tuples(st.sampled_from(sorted(_SESSIONS)), st.booleans()), max_size=30))
def test_after_any_corrections_a_completion_came_once_and_only_if_every_part_was_ever_attended(
    corrections: list[tuple[str, bool]],
) -> None:
    record = a_record()
    there: set[str] = set()
    expected: list[date] = []
    for session, was_there in corrections:
        day = date(2018, 1, 1) + timedelta(days=_DAYS[session])
        _note(record, session, attended(session, _SESSIONS[session], day) if was_there else None, parts=3)
        there = there | {session} if was_there else there - {session}
        if not expected and {_SESSIONS[one] for one in there} == {1, 2, 3}:
            expected = [_day_of_last_part(there)]

    completed = [event.completed_on for event in events(record) if isinstance(event, ModuleCompleted)]
    assert completed == expected
    assert {one.session_id for one in record.attended} == there


def _day_of_last_part(there: set[str]) -> date:
    """Of each part the first time counts; worked out once more."""
    first = [min(_DAYS[one] for one in there if _SESSIONS[one] == part) for part in (1, 2, 3)]
    return date(2018, 1, 1) + timedelta(days=max(first))
