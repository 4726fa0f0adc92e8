"""Who has been reached, has completed a module, has a mentor, or is a member of Q."""

from __future__ import annotations

from dataclasses import replace

from services.evaluation.domain.measures.facts import Facts
from services.evaluation.domain.measures.finding import Figure, Finding
from services.evaluation.domain.measures.learning import completion, mentoring, q_members, reach
from shared.contracts.registration import QJourney, Role
from tests.unit.evaluation.measures.known import (
    JANUARY,
    MAY,
    ORGANISATIONS,
    TODAY,
    ids,
    people,
    person,
    session,
)

USERS = people("u", 20, Role.SERVICE_USER)
CARERS = people("c", 20, Role.CARER)
BELFAST = people("b", 20, Role.PROFESSIONAL, "BHSCT")
NORTHERN = people("n", 20, Role.PROFESSIONAL, "NHSCT")
EVERYBODY = (*USERS, *CARERS, *BELFAST, *NORTHERN)
THERE = ids(USERS, 12) | ids(CARERS, 14) | ids(BELFAST, 10) | ids(NORTHERN, 15)
DONE = ids(USERS, 6) | ids(CARERS, 7) | ids(BELFAST, 5) | ids(NORTHERN, 9)
FACTS = Facts(
    today=TODAY,
    people=EVERYBODY,
    organisations=ORGANISATIONS,
    sessions=(session(JANUARY, *THERE), session(MAY, *ids(USERS, 5))),
    completed=DONE,
)


def told(finding: Finding) -> dict[str, tuple[int | None, int | None]]:
    return {one.label: (one.count, one.of) for one in finding.series[0].figures}


def only(finding: Finding) -> Figure:
    [figure] = finding.series[0].figures
    return figure


def test_reach_counts_each_once_by_role_and_professionals_by_organisation() -> None:
    assert told(reach(FACTS, 5)) == {
        "Service users": (12, 20),
        "Carers": (14, 20),
        "Professionals of Belfast Trust (BHSCT)": (10, 20),
        "Professionals of Northern Trust (NHSCT)": (15, 20),
        "Everyone": (51, 80),
    }
    assert reach(FACTS, 5).latest == reach(FACTS, 5).series[0].figures[-1]


def test_completion_counts_those_who_completed_a_module_out_of_those_reached() -> None:
    assert told(completion(FACTS, 5))["Carers"] == (7, 14)
    latest = completion(FACTS, 5).latest
    assert latest is not None
    assert (latest.count, latest.of, latest.value) == (27, 51, 27 / 51)


def test_a_small_group_is_withheld_and_so_is_what_would_give_it_away() -> None:
    few = replace(FACTS, people=(*EVERYBODY, person("x", Role.PROFESSIONAL, "SEHSCT")))
    found = reach(few, 5)
    numbers = told(found)
    assert numbers["Professionals of SEHSCT"][1] is None
    rows = [of for _, of in numbers.values()][:-1]
    assert rows.count(None) >= 2 or numbers["Everyone"][1] is None


def test_a_group_of_nobody_is_told_as_none() -> None:
    nobody = replace(FACTS, people=tuple(one for one in EVERYBODY if one.organisation != "NHSCT"))
    assert told(reach(nobody, 5))["Professionals of Northern Trust (NHSCT)"] == (0, 0)


def test_who_has_left_or_never_joined_is_not_among_those_who_take_part() -> None:
    gone = replace(FACTS, people=(*EVERYBODY, person("left", takes_part=False)))
    assert told(reach(gone, 5)) == told(reach(FACTS, 5))


def test_two_organisations_of_the_same_name_stay_two() -> None:
    same = replace(FACTS, organisations={"BHSCT": "Trust", "NHSCT": "Trust"})
    assert len(told(reach(same, 5))) == 5


def test_coverage_is_those_with_a_mentor_out_of_all_who_take_part() -> None:
    figure = only(mentoring(replace(FACTS, mentored=ids(EVERYBODY, 20) | {"somebody else"}), 5))
    assert (figure.count, figure.of, figure.value) == (20, 80, 0.25)


def test_few_with_a_mentor_are_withheld_and_so_are_all_but_a_few() -> None:
    for how_many in (1, 4, 76, 79):
        figure = only(mentoring(replace(FACTS, mentored=ids(EVERYBODY, how_many)), 5))
        assert (figure.count, figure.value, figure.withheld) == (None, None, True)


def test_where_few_take_part_neither_mentors_nor_members_of_q_are_told() -> None:
    small = Facts(today=TODAY, people=USERS[:19], mentored=ids(USERS, 8))
    assert only(mentoring(small, 5)).count is None
    assert only(q_members(small, 5)).count is None


def test_where_nobody_has_lived_experience_no_member_of_q_has_however_few_take_part() -> None:
    for how_many in (3, 9, 30):
        people = tuple(person(f"p{nth}", Role.PROFESSIONAL, "BHSCT") for nth in range(how_many))
        figure = only(q_members(Facts(today=TODAY, people=people, organisations=ORGANISATIONS), 5))
        assert (figure.count, figure.withheld) == (0, False)


def test_members_of_q_with_lived_experience_are_counted_and_professionals_are_not() -> None:
    members = tuple(
        replace(one, journey=QJourney.MEMBER if nth % 2 else QJourney.NOMINATED)
        for nth, one in enumerate(EVERYBODY)
    )
    figure = only(q_members(replace(FACTS, people=members), 5))
    assert (figure.value, figure.count, figure.of) == (20, 20, 80)
