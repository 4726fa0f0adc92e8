"""A reader collects every figure that the measures tell, of all groups, and tries to work out a small one.

The reader knows how everything is counted: that cells add up to lines and lines to totals, that those who
completed a module were reached, that people with a mentor are among all who take part, that nothing withheld
is zero. What they know makes a system of equations and bounds over whole numbers. For each withheld count
they ask a solver for the least and the greatest number that fits. If the two were the same, the count would
be given away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import fmean
from typing import Any

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from services.evaluation.domain.measures.answers import empowerment_change, experience
from services.evaluation.domain.measures.facts import Answer, Apologies, Facts, Person
from services.evaluation.domain.measures.finding import Finding
from services.evaluation.domain.measures.gatherings import barriers
from services.evaluation.domain.measures.learning import learning, mentoring, q_members
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Barrier, QJourney, Role
from tests.unit.evaluation.measures.known import ORGANISATIONS, TODAY, MeanOnly, answer, person, session

LIMIT, MOST = 5, 200
SOLVER: Any = optimize


@dataclass
class Reader:
    """Numbers that are not told are unknowns; what is known of them are equations and bounds."""

    low: list[float] = field(default_factory=list[float])
    high: list[float] = field(default_factory=list[float])
    equations: list[tuple[dict[int, int], float, float]] = field(
        default_factory=list[tuple[dict[int, int], float, float]]
    )
    withheld: list[int] = field(default_factory=list[int])

    def number(self, told: int | None, *, least: int = 1) -> int:
        """A number that is told, or one that is withheld, and then not zero."""
        self.low.append(least if told is None else told)
        self.high.append(MOST if told is None else told)
        if told is None:
            self.withheld.append(len(self.low) - 1)
        return len(self.low) - 1

    def add_up(self, parts: Sequence[int], whole: int) -> None:
        self.equations.append((dict.fromkeys(parts, 1) | {whole: -1}, 0, 0))

    def at_most(self, parts: Sequence[int], others: Sequence[int]) -> None:
        self.equations.append((dict.fromkeys(parts, 1) | dict.fromkeys(others, -1), -numpy.inf, 0))

    def given_away(self) -> list[int]:
        return [one for one in self.withheld if self._end(one, 1) == self._end(one, -1)]

    def _end(self, unknown: int, sign: int) -> int:
        costs = numpy.zeros(len(self.low))
        costs[unknown] = sign
        matrix = numpy.zeros((len(self.equations), len(self.low)))
        for line, (terms, _, _) in enumerate(self.equations):
            for at, factor in terms.items():
                matrix[line, at] = factor
        lower, upper = [one[1] for one in self.equations], [one[2] for one in self.equations]
        solved = SOLVER.milp(
            costs,
            constraints=SOLVER.LinearConstraint(matrix, lower, upper),
            bounds=SOLVER.Bounds(self.low, self.high),
            integrality=numpy.ones(len(self.low)),
        )
        assert solved.success, solved.message
        return round(solved.x[unknown])


def read_people(facts: Facts) -> Reader:
    """What is told of people: the learning table, coverage and members of Q, together."""
    reader = Reader()
    *groups, everyone = learning(facts, LIMIT)
    columns: list[list[int]] = []
    rows: list[int] = []
    for one in groups:
        cells = [reader.number(told) for told in (one.not_yet, one.under_way, one.completed)]
        rows.append(reader.number(one.people))
        reader.add_up(cells, rows[-1])
        columns.append(cells)
    total = reader.number(everyone.people)
    reader.add_up(rows, total)
    for at, told in enumerate((everyone.not_yet, everyone.under_way, everyone.completed)):
        reader.add_up([cells[at] for cells in columns], reader.number(told))
    with_lived_experience = rows[:2]
    counted = (mentoring(facts, LIMIT), [total]), (q_members(facts, LIMIT), with_lived_experience)
    for finding, among in counted:
        [figure] = finding.series[0].figures
        # Here too few people may mean nobody at all: then not even that is told.
        reader.at_most([reader.number(figure.count, least=0)], among)
    return reader


def read_barriers(finding: Finding) -> Reader:
    """What is told of apologies: by reason and side, with totals."""
    reader = Reader()
    lived, professional, everyone = (
        [reader.number(one.count) for one in series.figures] for series in finding.series
    )
    for one, other, whole in zip(lived, professional, everyone, strict=True):
        reader.add_up([one, other], whole)
    for column in (lived, professional, everyone):
        reader.add_up(column[:-1], column[-1])
    return reader


SIZES = st.one_of(st.integers(0, 6), st.integers(0, 14))


@st.composite
def collaboratives(draw: st.DrawFn) -> Facts:
    """People of a few groups, so many of each at each stage, some with a mentor, some in Q."""
    people: list[Person] = []
    trained: list[str] = []
    completed: list[str] = []
    groups = [
        (Role.SERVICE_USER, None),
        (Role.CARER, None),
        *((Role.PROFESSIONAL, code) for code in ORGANISATIONS),
    ]
    for role, organisation in groups:
        for stage in range(3):
            for _ in range(draw(SIZES)):
                journey = draw(st.sampled_from([QJourney.NONE, QJourney.MEMBER]))
                people.append(person(f"p{len(people)}", role, organisation, journey=journey))
                trained += [people[-1].id] * (stage > 0)
                completed += [people[-1].id] * (stage > 1)
    mentored = draw(st.integers(0, len(people)))
    return Facts(
        today=TODAY,
        people=tuple(people),
        organisations=ORGANISATIONS,
        sessions=(session(date(2018, 3, 12), *trained),),
        completed=frozenset(completed),
        mentored=frozenset(one.id for one in people[:mentored]),
    )


@settings(max_examples=60, deadline=None)
@given(collaboratives())
def test_no_small_number_of_people_can_be_worked_out_from_all_measures_together(facts: Facts) -> None:
    assert read_people(facts).given_away() == []


@settings(max_examples=40, deadline=None)
@given(st.lists(SIZES, min_size=16, max_size=16))
def test_no_small_number_of_apologies_can_be_worked_out(sizes: list[int]) -> None:
    cells = [(barrier, role) for barrier in Barrier for role in (Role.CARER, Role.PROFESSIONAL)]
    told = tuple(
        Apologies(on=date(2018, 3, 1), barrier=barrier, role=role, count=size)
        for (barrier, role), size in zip(cells, sizes, strict=True)
    )
    assert read_barriers(barriers(Facts(today=TODAY, apologies=told), LIMIT)).given_away() == []


PEOPLE = st.integers(0, 11).map(lambda nth: f"somebody {nth}")
DAYS = st.dates(date(2018, 1, 1), date(2018, 9, 30))
SCORES = st.integers(0, 100).map(float)
ANSWERS = st.lists(
    st.builds(answer, PEOPLE, SCORES, DAYS, st.sampled_from(SurveyPurpose), lived=st.booleans()),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(ANSWERS)
def test_each_mean_is_of_five_people_or_more_and_of_no_one_who_is_in_another_of_its_month(
    answers: list[Answer],
) -> None:
    """Means of people apart have nothing that could be subtracted from each other."""
    found = experience(Facts(today=TODAY, answers=tuple(answers)), LIMIT)
    for series, side in zip(found.series, (True, False), strict=True):
        for figure in series.figures:
            scores: defaultdict[str, list[float]] = defaultdict(list)
            wanted = side, SurveyPurpose.EXPERIENCE, figure.on
            for one in answers:
                if (one.lived_experience, one.purpose, one.on.replace(day=1)) == wanted:
                    scores[one.pseudonym].append(one.score)
            if len(scores) < LIMIT:
                assert figure.value is None
                assert not figure.count
            else:
                assert figure.value == round(fmean(sorted(fmean(sorted(one)) for one in scores.values())), 1)


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_whoever_reads_each_day_sees_a_change_move_by_five_people_or_more(answers: list[Answer]) -> None:
    """What is told on one day and what is told on any later one differ by nobody, or by a whole group."""
    seen: list[list[int]] = []
    for month in range(2, 13):
        facts = Facts(today=date(2018, month, 1), answers=tuple(answers))
        told = empowerment_change(facts, LIMIT, MeanOnly()).series
        seen.append([series.figures[0].count or 0 for series in told])
    for before, after in pairwise(seen):
        moved = [later - earlier for earlier, later in zip(before, after, strict=True)]
        assert all(by == 0 or by >= LIMIT for by in moved)
