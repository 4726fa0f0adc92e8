"""An improvement project of an organisation: what it aims for, how far it has come, and what it tried.

Titles, aims and what was learned stay here; events tell stages, dates and numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import (
    PdsaCycleRecorded,
    ProjectClosed,
    ProjectOutcome,
    ProjectStageChanged,
    ProjectStarted,
    Role,
)

MOST_CYCLES = 100
LOWEST, HIGHEST = 0.5, 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle:
    """One cycle of plan, do, study, act; what is not written yet is empty."""

    number: int
    started_on: date
    ended_on: date | None = None
    plan: str = ""
    do: str = ""
    study: str = ""
    act: str = ""


@dataclass(kw_only=True)
class Project(Aggregate):
    """Runs from its start to its close; what was written can be put right even afterwards."""

    kind: ClassVar[str] = "project"

    organisation: str
    title: str
    aim: str
    team: list[str]
    """Ids of participants."""

    started_on: date
    stage: float | None = None
    """From 0.5 to 5 in halves; None until somebody has said."""

    cycles: list[Cycle] = field(default_factory=list[Cycle])
    """Numbered from 1 without gaps, in that order."""

    outcome: ProjectOutcome | None = None
    closed_on: date | None = None

    @classmethod
    def start(
        cls,
        *,
        tenant: str,
        project_id: str,
        organisation: str,
        title: str,
        aim: str,
        team: Mapping[str, Role],
        started_on: date,
    ) -> Project:
        """An organisation sets out to improve something.

        Args:
            team: who is on it, with the role that each has now.
        """
        made = cls(
            tenant=tenant,
            id=project_id,
            organisation=organisation,
            title=title,
            aim=aim,
            team=list(team),
            started_on=started_on,
        )
        made.record(
            ProjectStarted(
                project_id=project_id,
                organisation=organisation,
                started_on=started_on,
                team=dict(Counter(team.values())),
            )
        )
        return made

    @property
    def closed(self) -> bool:
        return self.closed_on is not None

    def change(self, *, title: str, aim: str, team: Iterable[str]) -> None:
        """Says title, aim and team anew. Of a closed project title and aim can be put right.

        Raises:
            Refused: it is closed, and the team would be another.
        """
        members = list(dict.fromkeys(team))
        if set(members) != set(self.team):
            self._check_open()
        self.title, self.aim, self.team = title, aim, members

    def reach(self, stage: float, on: date) -> None:
        """It is at this stage now, further on or further back. The same again changes nothing.

        Raises:
            Invalid: it is no half between 0.5 and 5, or the day is before the start.
            Refused: the project is closed.
        """
        if not (LOWEST <= stage <= HIGHEST and (stage * 2).is_integer()):
            raise Invalid("no-such-stage", "A stage is between 0.5 and 5, in steps of a half.")
        self._check_open()
        self._check_after_start(on)
        if stage == self.stage:
            return
        previous, self.stage = self.stage, stage
        self.record(
            ProjectStageChanged(
                project_id=self.id,
                organisation=self.organisation,
                stage=stage,
                previous=previous,
                changed_on=on,
            )
        )

    def write_cycle(self, cycle: Cycle) -> None:
        """Writes down the next cycle, or writes on in an earlier one.

        Of a closed project the words of its cycles can be put right, which nobody is told of.

        Raises:
            Invalid: the cycle ends before it begins, or there are too many.
            Refused: a number is left out, or the project is closed.
        """
        if cycle.ended_on is not None and cycle.ended_on < cycle.started_on:
            raise Invalid("ends-before-it-begins", "A cycle cannot end before it begins. Check the two days.")
        index = cycle.number - 1
        before = self.cycles[index] if 0 <= index < len(self.cycles) else None
        if cycle == before:
            return
        if self.closed and before and _dates(before) == _dates(cycle):
            self.cycles[index] = cycle
            return
        self._check_open()
        self._check_next(cycle, before)
        self.cycles[index : index + 1] = [cycle]
        self.record(
            PdsaCycleRecorded(
                project_id=self.id,
                organisation=self.organisation,
                number=cycle.number,
                started_on=cycle.started_on,
                ended_on=cycle.ended_on,
            )
        )

    def close(self, outcome: ProjectOutcome, on: date) -> None:
        """It has come to its end. The same again changes nothing.

        Raises:
            Invalid: the day is before the start.
            Refused: it was closed with another outcome.
        """
        if self.closed and self.outcome is outcome:
            return
        self._check_open()
        self._check_after_start(on)
        self.outcome, self.closed_on = outcome, on
        self.record(
            ProjectClosed(project_id=self.id, organisation=self.organisation, outcome=outcome, closed_on=on)
        )

    def _check_open(self) -> None:
        if self.closed:
            raise Refused(
                "project-closed", "This project is closed: its words can be put right, nothing else changes."
            )

    def _check_after_start(self, on: date) -> None:
        if on < self.started_on:
            raise Invalid("before-the-start", "This is before the day on which the project started.")

    def _check_next(self, cycle: Cycle, before: Cycle | None) -> None:
        if before is not None:
            return
        if cycle.number != len(self.cycles) + 1:
            raise Refused(
                "cycle-out-of-order", "Cycles are numbered from 1 without gaps. Take the next number."
            )
        if cycle.number > MOST_CYCLES:
            raise Invalid("too-many-cycles", "A project has 100 cycles at most.")


def _dates(cycle: Cycle) -> tuple[date, date | None]:
    return cycle.started_on, cycle.ended_on
