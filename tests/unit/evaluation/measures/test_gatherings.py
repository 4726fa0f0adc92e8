"""What meetings and sessions tell."""

from __future__ import annotations

from datetime import date

from services.evaluation.domain.measures.catalogue import MEASURES
from services.evaluation.domain.measures.facts import Facts
from services.evaluation.domain.measures.finding import Finding
from services.evaluation.domain.measures.gatherings import barriers, pairing, representation, time_to_training
from shared.contracts.registration import Barrier, MeetingKind, Role
from tests.unit.evaluation.measures.known import (
    JANUARY,
    MAY,
    ORGANISATIONS,
    TODAY,
    MeanOnly,
    answer,
    apologies,
    meeting,
    people,
    person,
    session,
)


def told(finding: Finding, series: int = 0) -> dict[str, float | None]:
    return {one.label: one.value for one in finding.series[series].figures}


def test_three_of_fifty_in_january_are_six_per_cent_and_fifteen_of_fifty_in_may_thirty() -> None:
    facts = Facts(today=TODAY, meetings=(meeting(MAY, 15, 50), meeting(JANUARY, 3, 50)))
    found = representation(facts)
    assert told(found) == {"15 January 2018": 0.06, "14 May 2018": 0.3}
    assert [(one.count, one.of, one.withheld) for one in found.series[0].figures] == [
        (3, 50, False),
        (15, 50, False),
    ]


def test_only_meetings_of_the_collaborative_count_and_only_those_to_which_somebody_came() -> None:
    held = (
        meeting(JANUARY, 1, 4, MeetingKind.STEERING),
        meeting(date(2018, 2, 5), 0, 0),
        meeting(MAY, 0, 20),
    )
    assert told(representation(Facts(today=TODAY, meetings=held))) == {"14 May 2018": 0.0}


def test_a_measure_of_meetings_alone_says_the_same_whatever_else_is_known() -> None:
    held = (meeting(MAY, 15, 50), meeting(JANUARY, 3, 50))
    known = Facts(
        today=TODAY,
        meetings=held,
        apologies=(apologies(Barrier.ILLNESS, 9),),
        people=people("carer", 9, Role.CARER),
        sessions=(session(MAY, "carer1", "carer2"),),
        completed=frozenset({"carer1"}),
        mentored=frozenset({"carer1"}),
        answers=tuple(answer(f"one-{nth}", 60) for nth in range(9)),
        organisations=ORGANISATIONS,
    )
    alone = [one for one in MEASURES if one.of_meetings_alone]
    assert [one.code for one in alone] == ["representation"]
    for one in alone:
        assert one.compute(known, 5, MeanOnly()) == one.compute(
            Facts(today=TODAY, meetings=held), 5, MeanOnly()
        )


def test_sessions_of_a_month_are_given_together_if_both_sides_stand_in_front() -> None:
    held = (
        session(date(2018, 3, 1)),
        session(date(2018, 3, 31), paired=False),
        session(date(2018, 5, 2)),
    )
    found = pairing(Facts(today=TODAY, sessions=held))
    assert told(found) == {"March 2018": 0.5, "April 2018": None, "May 2018": 1.0}


def test_apologies_are_counted_by_reason_and_side_and_small_numbers_withheld() -> None:
    facts = Facts(
        today=TODAY,
        apologies=(
            apologies(Barrier.CARER_COVER, 12),
            apologies(Barrier.ILLNESS, 3),
            apologies(Barrier.TIMING, 20),
            apologies(Barrier.TIMING, 9, Role.PROFESSIONAL),
            apologies(Barrier.CARER_COVER, 8, Role.PROFESSIONAL),
        ),
    )
    found = barriers(facts, 5)
    lived, professionals = told(found), told(found, 1)
    assert [one.name for one in found.series] == ["People with lived experience", "Professionals", "Everyone"]
    assert lived["Illness"] is None
    assert found.withheld
    assert lived["Cost of travel"] == 0
    assert professionals["The time did not suit"] == 9
    assert told(found, 2)["All reasons"] == 52


def test_apologies_of_a_month_that_goes_on_are_not_told_yet() -> None:
    of_this_month = apologies(Barrier.TIMING, 9, on=date(2018, 12, 3))
    before = Facts(today=TODAY, apologies=(of_this_month,))
    after = Facts(today=date(2019, 1, 1), apologies=(of_this_month,))
    assert told(barriers(before, 5))["The time did not suit"] == 0
    assert told(barriers(after, 5))["The time did not suit"] == 9


def test_days_from_joining_to_the_first_session_are_a_median_of_those_first_trained_in_a_quarter() -> None:
    people = tuple(person(f"p{nth}", joined_on=date(2018, 1, nth + 1)) for nth in range(6))
    facts = Facts(
        today=TODAY,
        people=people,
        sessions=(
            session(date(2018, 2, 1), *(one.id for one in people[:5])),
            session(date(2018, 3, 1), people[0].id),
            session(date(2018, 6, 1), people[5].id),
        ),
    )
    found = time_to_training(facts, 5)
    assert told(found) == {"January to March 2018": 29.0, "April to June 2018": None}
    assert [one.withheld for one in found.series[0].figures] == [False, True]
    assert all(one.count is None for one in found.series[0].figures)


def test_a_quarter_that_goes_on_is_not_told_yet() -> None:
    people = tuple(person(f"p{nth}") for nth in range(6))
    held = (session(date(2018, 11, 1), *(one.id for one in people)),)
    assert time_to_training(Facts(today=TODAY, people=people, sessions=held), 5).series[0].figures == ()


def test_without_anything_known_there_is_nothing_to_tell() -> None:
    nothing = Facts(today=TODAY)
    for found in (representation(nothing), pairing(nothing), time_to_training(nothing, 5)):
        assert found.series[0].figures == ()
        assert found.latest is None
    assert set(told(barriers(nothing, 5)).values()) == {0}
