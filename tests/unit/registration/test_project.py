"""An improvement project: its stages, its cycles and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.registration.domain.project import MOST_CYCLES, Cycle, Project
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import (
    PdsaCycleRecorded,
    ProjectClosed,
    ProjectOutcome,
    ProjectStageChanged,
    ProjectStarted,
    Role,
)

START, LATER = date(2018, 2, 1), date(2018, 4, 3)
TEAM = {"a": Role.CARER, "b": Role.PROFESSIONAL, "c": Role.PROFESSIONAL}
FIRST = Cycle(number=1, started_on=date(2018, 2, 12), plan="Ask ten people")
HALVES = [half / 2 for half in range(1, 11)]


def start() -> Project:
    return Project.start(
        tenant="mental-health-ni",
        project_id="p",
        organisation="BHSCT",
        title="Shorter waits",
        aim="Nobody waits more than nine weeks",
        team=TEAM,
        started_on=START,
    )


def told(project: Project) -> list[str]:
    return [type(recorded.event).__name__ for recorded in project.recorded]


def test_a_start_tells_how_many_of_each_role_are_on_the_team_and_no_words() -> None:
    event = start().recorded[0].event
    assert isinstance(event, ProjectStarted)
    assert event.team == {Role.CARER: 1, Role.PROFESSIONAL: 2}
    assert not any(word in event.model_dump_json() for word in ("Shorter", "Nobody"))


@pytest.mark.parametrize("stage", HALVES)
def test_a_stage_is_one_of_the_halves_from_a_half_to_five(stage: float) -> None:
    project = start()
    project.reach(stage, LATER)
    assert project.stage == stage


@pytest.mark.parametrize("stage", [0, 0.4, 0.75, 1.2, 5.5, -1, float("inf"), float("nan")])
def test_any_other_stage_is_refused(stage: float) -> None:
    with pytest.raises(Invalid, match="no-such-stage"):
        start().reach(stage, LATER)


def test_a_stage_may_go_down_and_tells_the_one_before() -> None:
    project = start()
    project.reach(2.5, LATER)
    project.reach(2.0, LATER)
    events = [one.event for one in project.recorded if isinstance(one.event, ProjectStageChanged)]
    assert [(event.previous, event.stage) for event in events] == [(None, 2.5), (2.5, 2.0)]


def test_the_same_stage_again_changes_and_tells_nothing() -> None:
    project = start()
    project.reach(2.5, LATER)
    project.reach(2.5, LATER)
    assert told(project) == ["ProjectStarted", "ProjectStageChanged"]


def test_a_stage_is_not_reached_before_the_start() -> None:
    with pytest.raises(Invalid, match="before-the-start"):
        start().reach(1, date(2018, 1, 31))


def test_cycles_are_numbered_from_1_without_gaps() -> None:
    project = start()
    for number in (0, 2, -1):
        with pytest.raises(Refused, match="cycle-out-of-order"):
            project.write_cycle(replace(FIRST, number=number))
    project.write_cycle(FIRST)
    project.write_cycle(replace(FIRST, number=2))
    assert [cycle.number for cycle in project.cycles] == [1, 2]


def test_the_same_number_again_is_the_same_cycle_further_on() -> None:
    project = start()
    project.write_cycle(FIRST)
    further = replace(FIRST, do="Asked eight", ended_on=date(2018, 3, 2))
    project.write_cycle(further)
    project.write_cycle(further)
    assert project.cycles == [further]
    event = project.recorded[-1].event
    assert isinstance(event, PdsaCycleRecorded)
    assert (event.number, event.ended_on, len(project.recorded)) == (1, date(2018, 3, 2), 3)
    assert "Asked" not in event.model_dump_json()


def test_a_cycle_does_not_end_before_it_begins_and_may_end_on_the_same_day() -> None:
    project = start()
    with pytest.raises(Invalid, match="ends-before-it-begins"):
        project.write_cycle(replace(FIRST, ended_on=date(2018, 2, 11)))
    project.write_cycle(replace(FIRST, ended_on=FIRST.started_on))


def test_a_project_has_a_hundred_cycles_at_most() -> None:
    project = start()
    for number in range(1, MOST_CYCLES + 1):
        project.write_cycle(replace(FIRST, number=number))
    with pytest.raises(Invalid, match="too-many-cycles"):
        project.write_cycle(replace(FIRST, number=MOST_CYCLES + 1))


def test_to_close_tells_how_it_ended_and_the_same_again_tells_nothing() -> None:
    project = start()
    project.close(ProjectOutcome.SPREAD, LATER)
    project.close(ProjectOutcome.SPREAD, date(2019, 1, 1))
    event = project.recorded[-1].event
    assert isinstance(event, ProjectClosed)
    assert (event.outcome, event.closed_on, len(project.recorded)) == (ProjectOutcome.SPREAD, LATER, 2)
    with pytest.raises(Refused, match="project-closed"):
        project.close(ProjectOutcome.STOPPED, LATER)


def test_a_project_is_not_closed_before_it_started() -> None:
    with pytest.raises(Invalid, match="before-the-start"):
        start().close(ProjectOutcome.STOPPED, date(2018, 1, 31))


def closed() -> Project:
    project = start()
    project.write_cycle(FIRST)
    project.close(ProjectOutcome.COMPLETED, LATER)
    project.recorded.clear()
    return project


def test_a_closed_project_takes_no_stage_no_cycle_no_other_dates_and_no_other_team() -> None:
    project = closed()
    with pytest.raises(Refused, match="project-closed"):
        project.reach(3, LATER)
    with pytest.raises(Refused, match="project-closed"):
        project.write_cycle(replace(FIRST, number=2))
    with pytest.raises(Refused, match="project-closed"):
        project.write_cycle(replace(FIRST, ended_on=LATER))
    with pytest.raises(Refused, match="project-closed"):
        project.change(title="Shorter waits", aim="", team=["a"])
    assert project.recorded == []


def test_the_words_of_a_closed_project_can_be_put_right_and_nobody_is_told() -> None:
    project = closed()
    project.change(title="Shorter waits for all", aim="Nine weeks", team=["c", "b", "a"])
    project.write_cycle(replace(FIRST, study="Two did not answer"))
    assert (project.title, project.cycles[0].study) == ("Shorter waits for all", "Two did not answer")
    assert project.recorded == []


def test_nobody_is_on_a_team_twice() -> None:
    project = start()
    project.change(title="t", aim="a", team=["a", "b", "a"])
    assert project.team == ["a", "b"]
