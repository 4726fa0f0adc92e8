"""What the pages on evaluation say and read: codes in words, figures, outlines, forms, faults of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.commands.instrument_file import MOST_BYTES as MOST_OF_A_FILE
from services.evaluation.domain.definition import InstrumentUse
from services.evaluation.domain.driver_diagram import MOST_BOXES as MOST_OF_A_DIAGRAM
from services.evaluation.domain.impact_report import ReportState
from services.evaluation.domain.measures.catalogue import Protection, Unit
from services.evaluation.domain.spc import Direction
from services.portal.clients.diagrams import Box, Drawing, Primary, Secondary
from services.portal.clients.measures import MeasureFigure, MeasureSeries
from services.portal.pages.evaluation import influence, lessons
from services.portal.pages.evaluation.diagram_form import read_drawing
from services.portal.pages.evaluation.figures import figured, stands_at, tables_of
from services.portal.pages.evaluation.influence_form import read_answer, read_hoped
from services.portal.pages.evaluation.instruments import MOST_BYTES, faults_of, place_of
from services.portal.pages.evaluation.lesson_form import read_lesson
from services.portal.pages.evaluation.outline import MOST_BOXES, read, written
from services.portal.pages.evaluation.report_steps import read_draft
from services.portal.web import evaluation_words as words
from services.portal.web.problems import FieldProblem, ServiceRefusal
from shared.contracts.evaluation import (
    InfluenceOutcome,
    InfluencePlace,
    Licence,
    PpiStandard,
    SurveyPurpose,
)
from shared.web.forms import Form

_TITLES = {"barriers": "What kept people away", "representation": "Lived experience in the room"}


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (Unit, words.UNITS),
        (Direction, words.DIRECTIONS),
        (Protection, words.PROTECTIONS),
        (InfluencePlace, words.PLACES_OF_INFLUENCE),
        (InfluenceOutcome, words.OUTCOMES),
        (PpiStandard, words.STANDARDS),
        (ReportState, words.REPORT_STATES),
        (ReportState, words.REPORT_COLOURS),
        (Licence, words.LICENCES),
        (InstrumentUse, words.USES),
        (SurveyPurpose, words.PURPOSES),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_code_of_evaluation_has_words(codes: Iterable[StrEnum], said: Mapping[str, str]) -> None:
    assert set(said) == {code.value for code in codes}
    assert all(said.values())


def test_the_bounds_of_forms_are_those_of_evaluation() -> None:
    assert (MOST_BYTES, MOST_BOXES) == (MOST_OF_A_FILE, MOST_OF_A_DIAGRAM)


def form(**fields: str | list[str]) -> Form:
    return Form({name: [value] if isinstance(value, str) else value for name, value in fields.items()})


def day(field: str, *boxes: str) -> dict[str, str]:
    return dict(zip((f"{field}-day", f"{field}-month", f"{field}-year"), boxes, strict=True))


def fields(problems: Iterable[FieldProblem]) -> list[str]:
    return [one.field for one in problems]


# Figures


def figure(label: str, value: float | None, **more: object) -> MeasureFigure:
    return MeasureFigure.model_validate({"label": label, "value": value, "withheld": False} | more)


def test_what_is_withheld_says_so_and_how_many_are_behind_it_is_nowhere() -> None:
    told = figure("Carers", 0.5, count=5, of=10)
    hidden = figure("Professionals", None, withheld=True)
    nothing = figure("Service users", None)

    (table,) = tables_of([MeasureSeries(name="By role", figures=[told, hidden, nothing])], "share")

    assert table.withheld
    assert table.columns == ["Who or what", "Share", "Counted", "Out of"]
    assert table.rows == [
        ["Carers", "50\u00a0%", "5", "10"],
        ["Professionals", "withheld", "withheld", "withheld"],
        ["Service users", "no figure", "no figure", "no figure"],
    ]


def test_a_change_that_is_withheld_has_no_interval_and_no_size_either() -> None:
    change = figure("Later", 12.04, low=3.0, high=20.55, effect=0.456, count=8)
    hidden = figure("In 90 days", None, withheld=True)

    (table,) = tables_of([MeasureSeries(name="All", figures=[change, hidden])], "points")

    assert table.rows[1] == ["In 90 days", *["withheld"] * 4]


def test_a_change_has_its_interval_and_its_size_and_no_column_is_there_for_nothing() -> None:
    change = figure("Later", 12.04, low=3.0, high=20.55, effect=0.456, count=8)

    (table,) = tables_of(
        [MeasureSeries(name="All", figures=[change]), MeasureSeries(name="x", figures=[])], "points"
    )

    assert table.columns[1:] == [
        *("Change, in points", "Counted"),
        *("Lies between, with 95 % confidence", "Size of the effect, from -1 to 1"),
    ]
    assert table.rows == [["Later", "12", "8", "3 and 20.6", "0.46"]]


def test_where_a_measure_stands_is_told_with_its_day_or_with_what_it_is_of() -> None:
    assert stands_at(figure("x", 0.3, on=date(2018, 5, 14)), "share") == "30\u00a0% (14 May 2018)"
    assert stands_at(figure("Everybody", 4), "people") == "4 (Everybody)"
    assert stands_at(None, "share") == "No figure that can be shown"
    assert figured(3.14159, "days") == "3.1"


# Outlines


def boxes(text: st.SearchStrategy[str]) -> st.SearchStrategy[Drawing]:
    named = st.lists(st.sampled_from(sorted(_TITLES)), max_size=2, unique=True)
    ideas = st.lists(st.builds(Box, text=text, measures=named), max_size=3)
    seconds = st.lists(st.builds(Secondary, text=text, measures=named, ideas=ideas), max_size=3)
    firsts = st.lists(st.builds(Primary, text=text, measures=named, secondary=seconds), max_size=3)
    return st.builds(Drawing, aim=st.just("An aim"), measures=named, primary=firsts)


_TEXTS = st.text(st.sampled_from("ab -|;<"), min_size=1, max_size=12).map(lambda one: " ".join(one.split()))


@given(boxes(_TEXTS.filter(bool)))
def test_what_is_written_from_a_drawing_is_read_as_the_same_drawing(drawing: Drawing) -> None:
    outline = read(written(drawing, _TITLES), _TITLES)

    assert outline.faults == []
    assert outline.primary == drawing.primary


@given(st.text(max_size=80))
def test_whatever_is_written_is_an_outline_or_faults(text: str) -> None:
    read(text, _TITLES)


def test_all_that_is_wrong_with_an_outline_is_told_in_one_go_each_with_its_line() -> None:
    outline = read(
        "-- Too deep\r\n- People can come\r\n--- Too deep as well\r\nNo dash\r\n"
        "-- Fares | What kept people away; Something else\r\n- " + "x" * 201,
        _TITLES,
    )

    assert outline.faults == [
        "Line 1: begin with a line that has one dash",
        "Line 3: a line with three dashes comes below one with two",
        "Line 4: begin it with one, two or three dashes and a blank",
        "Line 5: after the bar, write the titles of measures as they stand in the list of measures",
        "Line 6: write from 1 to 200 characters",
    ]


def test_an_outline_has_no_more_boxes_than_can_be_read() -> None:
    assert read("\n".join(["- A"] * 13), _TITLES).faults == [
        "Line 13: there are more than 12 of these below one box: keep fewer"
    ]
    one = ["- A", *["-- B", *["--- C"] * 11] * 10]
    assert read("\n".join(one[:119]), _TITLES).faults == []
    assert read("\n".join(one[:120]), _TITLES).faults == [
        "With the aim there are more than 120 boxes: keep fewer"
    ]


def test_a_diagram_without_an_aim_or_with_too_many_measures_says_so_at_those_fields() -> None:
    codes = {f"m{number}": f"Measure {number}" for number in range(6)}

    _, problems = read_drawing(form(aim="", measures=list(codes), outline="x"), codes)

    assert fields(problems) == ["aim", "measures", "outline"]
    body, problems = read_drawing(
        form(aim="Equals", measures=["barriers", "no such"], outline="- A"), _TITLES
    )
    assert problems == []
    assert body == {
        "aim": "Equals",
        "measures": ["barriers"],
        "primary": [{"text": "A", "measures": [], "secondary": []}],
    }


# Influence and lessons


def test_what_was_hoped_for_needs_who_said_it_where_what_and_when() -> None:
    _, problems = read_hoped(form(where="meeting/"))
    assert fields(problems) == ["role", "where", "hoped", "recorded_on"]

    sent = {"role": "carer", "where": "meeting/m-1", "hoped": "Plain letters"}
    body, problems = read_hoped(form(**sent, **day("recorded_on", "15", "1", "2018")))
    assert problems == []
    assert body == {
        "role": "carer",
        "place": "meeting",
        "place_id": "m-1",
        "hoped": "Plain letters",
        "recorded_on": "2018-01-15",
    }


def test_what_does_not_go_with_the_outcome_is_neither_asked_for_nor_sent() -> None:
    filled = {"reason": "No money", "changed": "All", "matters": "Much", "standards": ["uk_impact"]}
    on = day("resolved_on", "20", "3", "2018")

    declined, none = read_answer(form(outcome="declined", **filled, **on))
    taken_up, nothing = read_answer(form(outcome="changed", **filled, **on))

    assert (list(none), list(nothing)) == ([], [])
    assert declined == {"outcome": "declined", "reason": "No money", "resolved_on": "2018-03-20"}
    assert "reason" not in taken_up
    assert taken_up["standards"] == ["uk_impact"]
    assert fields(read_answer(form(outcome="declined", **on))[1]) == ["reason"]
    assert fields(read_answer(form(outcome="accepted"))[1]) == ["changed", "matters", "resolved_on"]
    assert fields(read_answer(form())[1]) == ["outcome", "resolved_on"]


def test_a_list_is_narrowed_by_what_is_known_and_by_nothing_else() -> None:
    asked = [("role", "carer"), ("place", ""), ("became", "open"), ("standard", "<script>"), ("x", "y")]
    assert influence.wanted_in(asked) == {"role": "carer", "became": "open"}

    asked = [("text", "  fares "), ("worked", "maybe"), ("from_others", "true")]
    assert lessons.wanted_in(asked) == {"text": "fares", "from_others": "true"}


def test_a_lesson_needs_all_but_the_place() -> None:
    body, problems = read_lesson(form(tried="Evenings", happened="More came", worked="false", again="Ask"))
    assert problems == []
    assert (body["worked"], body["organisation"]) == (False, None)
    assert fields(read_lesson(form())[1]) == ["tried", "happened", "worked", "again"]


def test_a_report_is_drafted_on_a_period_that_has_two_days() -> None:
    assert fields(read_draft(form(title="What changed"))[1]) == ["period_from", "period_to"]
    days = {**day("period_from", "1", "1", "2018"), **day("period_to", "31", "5", "2018")}
    body, problems = read_draft(form(title="What changed", **days))
    assert problems == []
    assert body == {"title": "What changed", "period_from": "2018-01-01", "period_to": "2018-05-31"}


# Files


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("/body/items/0/scale", "items, number 1, scale: "),
        *(("/body", ""), ("", ""), ("/body/scales/a~1b", "scales, a/b: ")),
    ],
)
def test_the_place_of_a_fault_is_told_as_people_count(pointer: str, said: str) -> None:
    assert place_of(pointer) == said


def test_all_faults_of_a_file_stand_at_the_file_each_with_its_place() -> None:
    problems = [FieldProblem("items", "No such scale.", "/body/items/1/scale")]
    assert faults_of(ServiceRefusal(422, "invalid-request", "See errors.", problems)) == [
        FieldProblem("file", "items, number 2, scale: No such scale.")
    ]
    refused = ServiceRefusal(409, "version-exists", "This version is there already.")
    assert faults_of(refused) == [FieldProblem("file", "This version is there already.")]
    with pytest.raises(ServiceRefusal):
        faults_of(ServiceRefusal(403, "role-not-allowed", "No."))
