"""JSON, CSV, charts and reports tell what a finding tells, and nothing besides, whatever period is asked for.

What a finding tells gives nothing small away (``test_nothing_given_away``). So neither do these.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.api.chart_models import ChartView
from services.evaluation.api.measure_csv import measure_csv
from services.evaluation.api.measure_models import MeasureView
from services.evaluation.api.report_csv import report_csv
from services.evaluation.api.report_page import report_page
from services.evaluation.domain.measures.facts import Answer, Facts, Happening
from services.evaluation.domain.milestone import WatchedAim
from services.evaluation.domain.report_content import Cell, Period, Section
from services.evaluation.queries.known_facts import KnownFacts
from services.evaluation.queries.read_measures import MeasureNow, Measures
from services.evaluation.queries.report_figures import ReportFigures
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Barrier
from tests.unit.evaluation.measures.known import JANUARY, MAY, TODAY, MeanOnly, answer, apologies, meeting
from tests.unit.evaluation.measures.test_nothing_given_away import ANSWERS, LIMIT, collaboratives
from tests.unit.evaluation.told import TENANT, drafted

FIELDS = ("label", "on", "value", "count", "of", "low", "high", "effect", "withheld")
SINCE, UNTIL = date(2017, 12, 1), date(2018, 12, 31)
PERIODS = st.lists(st.dates(SINCE, UNTIL), min_size=2, max_size=2).map(
    lambda days: Period(first=min(days), last=max(days))
)


class _Known:
    """Facts that are given."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    async def of(self, _tenant: str, _held_by: str = "") -> Facts:
        return self._facts

    async def aims_of(self, _tenant: str) -> tuple[WatchedAim, ...]:
        return ()


class _Nothing:
    """A store in which there is nothing."""

    async def find(self, _: str) -> None:
        return None

    async def find_many(self, _: Iterable[str]) -> Mapping[str, Any]:
        return {}


def measures_of(facts: Facts) -> Measures:
    def nothing(_: str) -> Any:
        return _Nothing()

    return Measures(cast("KnownFacts", _Known(facts)), nothing, nothing, MeanOnly(), LIMIT)


async def report_on(facts: Facts, period: Period) -> list[Section]:
    return list(await ReportFigures(measures_of(facts)).sections(TENANT, period))


def tables(sections: Iterable[Section]) -> dict[str, dict[Cell, dict[str, Cell]]]:
    """Cells by the table's name, the row's, and the column's."""
    return {
        table.caption: {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
        for section in sections
        for table in section.tables
    }


def found(now: MeasureNow) -> list[tuple[Any, ...]]:
    """What the finding tells, as it looks where all is text or nothing."""
    return [
        (series.name, *(getattr(figure, name) for name in FIELDS))
        for series in now.finding.series
        for figure in series.figures
    ]


def in_json(now: MeasureNow) -> list[tuple[Any, ...]]:
    told = MeasureView.of(now).model_dump()
    return [
        (series["name"], *(figure[name] for name in FIELDS))
        for series in told["series"]
        for figure in series["figures"]
    ]


def in_csv(now: MeasureNow) -> list[list[str]]:
    _, *lines = csv.reader(io.StringIO(measure_csv(now)))
    return lines


def as_text(line: tuple[Any, ...]) -> list[str]:
    *cells, withheld = line
    return [*("" if cell is None else str(cell) for cell in cells), "yes" if withheld else "no"]


async def _published_is_what_is_found(facts: Facts) -> None:
    for now in await measures_of(facts).read_all(TENANT):
        told = found(now)
        assert in_json(now) == told
        assert in_csv(now) == [as_text(one) for one in told]
        drawn = ChartView.of(now.picture)
        points = [(one.name, at.label, at.value, at.withheld) for one in drawn.panels for at in one.points]
        assert points == [(one[0], one[1], one[3], one[-1]) for one in told]


@settings(max_examples=25, deadline=None)
@given(collaboratives())
async def test_json_csv_and_charts_tell_of_people_what_was_found_and_nothing_besides(facts: Facts) -> None:
    await _published_is_what_is_found(facts)


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
async def test_json_csv_and_charts_tell_of_answers_what_was_found_and_nothing_besides(
    answers: list[Answer],
) -> None:
    await _published_is_what_is_found(Facts(today=TODAY, answers=tuple(answers)))


@settings(max_examples=25, deadline=None)
@given(ANSWERS, collaboratives(), PERIODS)
async def test_a_report_on_any_period_tells_only_what_the_measures_tell_to_all(
    answers: list[Answer], people: Facts, period: Period
) -> None:
    """So of two reports whose periods differ by days nothing can be subtracted that was not told anyway."""
    facts = Facts(
        today=TODAY,
        answers=tuple(answers),
        people=people.people,
        sessions=people.sessions,
        completed=people.completed,
        mentored=people.mentored,
        organisations=people.organisations,
    )
    known = {
        f"{now.definition.title}: {series.name}": {one.label: one for one in series.figures}
        for now in await measures_of(facts).read_all(TENANT)
        for series in now.finding.series
    }
    for caption, rows in tables(await report_on(facts, period)).items():
        for label, row in rows.items():
            figure = known[caption][str(label)]
            assert (row["Value"] in ("withheld", "")) == (figure.value is None)
            nothing = "withheld" if figure.withheld else ""
            told = {"Number": figure.count, "Out of": figure.of, "From": figure.low, "To": figure.high}
            for column in told.keys() & row.keys():
                assert row[column] == (nothing if told[column] is None else told[column])


@settings(max_examples=15, deadline=None)
@given(collaboratives(), PERIODS, PERIODS)
async def test_counts_of_people_do_not_change_with_the_period_of_a_report(
    facts: Facts, one: Period, other: Period
) -> None:
    undated = "Reached by training: Have been at a session", "Modules completed: Have completed a module"
    first, second = tables(await report_on(facts, one)), tables(await report_on(facts, other))
    for caption in undated:
        assert first.get(caption) == second.get(caption)


EACH_MONTH = tuple(
    answer(f"somebody {nth}", 60 + nth, date(2018, month, 14)) for month in range(1, 7) for nth in range(6)
)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2018, 1, 1), date(2018, 3, 31), ["January 2018", "February 2018", "March 2018"]),
        (date(2018, 1, 2), date(2018, 3, 31), ["February 2018", "March 2018"]),
        (date(2018, 1, 1), date(2018, 3, 30), ["January 2018", "February 2018"]),
        (date(2018, 2, 10), date(2018, 2, 20), []),
    ],
)
async def test_a_report_tells_of_answers_only_the_months_that_lie_in_its_period_as_a_whole(
    first: date, last: date, months: list[str]
) -> None:
    facts = Facts(today=TODAY, answers=EACH_MONTH)
    told = tables(await report_on(facts, Period(first=first, last=last)))
    assert list(told.get("Experience of a session: People with lived experience", {})) == months


async def test_a_change_is_told_in_a_report_with_its_interval_effect_size_and_number_of_people() -> None:
    answers = [
        answer(f"somebody {nth}", 50 + nth * step, date(2018, month, 1), purpose)
        for month, purpose, step in ((1, SurveyPurpose.BASELINE, 0), (3, SurveyPurpose.EMPOWERMENT, 2))
        for nth in range(8)
    ]
    facts = Facts(today=TODAY, answers=tuple(answers))
    told = tables(await report_on(facts, Period(first=SINCE, last=UNTIL)))
    [row] = told["Change in confidence and empowerment: After a module"].values()
    assert list(row) == ["", "Value", "Number", "From", "To", "Effect size"]
    assert (row["Value"], row["Number"]) == ("7 points", 8)


async def test_what_is_withheld_says_so_on_the_page_and_in_the_table_of_a_report() -> None:
    few = tuple(answer(f"somebody {nth}", 61.5, date(2018, 3, 14)) for nth in range(4))
    facts = Facts(today=TODAY, answers=(*few, *EACH_MONTH[:6]), meetings=(meeting(JANUARY, 3, 50),))
    report = drafted(*await report_on(facts, Period(first=SINCE, last=UNTIL)))
    lines = [line for line in csv.reader(io.StringIO(report_csv(report))) if line[2] == "March 2018"]
    assert {line[4] for line in lines} == {"withheld"}
    for text in (report_page(report), report_csv(report), str(report.sections)):
        assert "61.5" not in text
        assert "some figures are withheld, because fewer than 5 people" in text


async def test_apologies_have_no_column_of_what_nothing_is_out_of() -> None:
    told = (apologies(barrier, 7, on=MAY) for barrier in Barrier)
    section, *_ = await report_on(Facts(today=TODAY, apologies=tuple(told)), Period(first=SINCE, last=UNTIL))
    assert {tuple(table.columns) for table in section.tables} == {("", "Value", "Number")}


async def test_the_charts_of_a_report_tell_what_happened_in_its_period() -> None:
    facts = Facts(
        today=TODAY,
        meetings=(meeting(JANUARY, 3, 50), meeting(MAY, 15, 50)),
        happenings=(Happening(on=date(2018, 3, 1), text="Module QI-1 released"),),
    )
    spring = Period(first=date(2018, 1, 1), last=date(2018, 5, 31))
    for period, told in ((spring, True), (Period(first=date(2018, 4, 1), last=date(2018, 5, 31)), False)):
        section, *_ = await report_on(facts, period)
        assert ("14 May 2018: Module QI-1 released" in section.charts[0].svg) is told
