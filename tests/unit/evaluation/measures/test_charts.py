"""A finding becomes a chart: its rules, its words, its picture."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from services.evaluation.domain.drawing import draw
from services.evaluation.domain.drawing.marks import mark
from services.evaluation.domain.measures.catalogue import MEASURES, ChartKind, definition_of
from services.evaluation.domain.measures.charting import Context, Picture, picture_of
from services.evaluation.domain.measures.facts import Facts, Happening
from services.evaluation.domain.measures.finding import Figure, Finding, Series
from services.evaluation.domain.spc import Rule, Verdict
from shared.contracts.refusal import NotFound
from shared.pictures.png import png_of
from tests.unit.evaluation.measures.known import JANUARY, MAY, TODAY, MeanOnly, answer, meeting

SVG = "{http://www.w3.org/2000/svg}"
REACH, EXPERIENCE = definition_of("reach"), definition_of("experience")


def drawn(picture: Picture) -> ET.Element:
    return ET.fromstring(draw(picture))


def of(code: str, facts: Facts, context: Context | None = None) -> Picture:
    definition = definition_of(code)
    found = definition.compute(facts, 5, MeanOnly())
    return picture_of(definition, found, context or Context(limit=5))


def words(element: ET.Element) -> str:
    return " ".join(element.itertext())


def series(values: list[float | None], *, withheld: tuple[int, ...] = ()) -> Finding:
    figures = tuple(
        Figure(
            label=f"point {nth}",
            on=date(2018, 1, 1) + timedelta(days=30 * nth),
            value=value,
            withheld=nth in withheld,
        )
        for nth, value in enumerate(values)
    )
    return Finding(series=(Series(name="One side", figures=figures),))


TWO_MEETINGS = Facts(today=TODAY, meetings=(meeting(JANUARY, 3, 50), meeting(MAY, 15, 50)))


def test_from_six_to_thirty_per_cent_is_two_points_on_which_no_rule_can_fire() -> None:
    picture = of("representation", TWO_MEETINGS)
    [panel] = picture.panels
    assert panel.chart is not None
    assert panel.chart.signals == ()
    assert "from 6 % (15 January 2018) to 30 % (14 May 2018)" in picture.text
    assert "provisional" in picture.text


def test_the_picture_has_a_name_and_says_in_words_what_it_shows() -> None:
    picture = of("representation", TWO_MEETINGS, Context(limit=5, target=0.3))
    root = drawn(picture)
    names = root.get("aria-labelledby", "").split()
    told = {one.get("id"): one.text for one in root if one.get("id")}
    assert root.get("role") == "img"
    assert [told[name] for name in names] == ["Lived experience in the room", picture.text]
    assert "The aim is 30 %" in picture.text
    assert "aim 30 %" in words(root)


def test_every_measure_is_drawn_with_and_without_figures() -> None:
    for one in MEASURES:
        root = drawn(of(one.code, Facts(today=TODAY)))
        assert root.tag == f"{SVG}svg"
        full = Facts(today=TODAY, meetings=TWO_MEETINGS.meetings)
        assert drawn(of(one.code, full)).findtext(f"{SVG}title") == one.title


def test_what_happened_is_told_at_the_first_point_after_it() -> None:
    happenings = (
        Happening(on=date(2017, 1, 1), text="Before it all"),
        Happening(on=date(2018, 3, 1), text="Module QI-1 released"),
        Happening(on=date(2019, 1, 1), text="After it all"),
    )
    picture = of("representation", TWO_MEETINGS, Context(limit=5, happenings=happenings))
    [panel] = picture.panels
    assert panel.chart is not None
    assert [(one.at, one.text) for one in panel.chart.annotations] == [(1, "Module QI-1 released")]
    assert "14 May 2018: Module QI-1 released" in words(drawn(picture))


def test_new_lines_are_drawn_from_the_day_of_a_phase() -> None:
    values: list[float | None] = [50.0, 52, 51, 50, 70, 72, 71, 70]
    third = date(2018, 1, 1) + timedelta(days=30 * 4)
    picture = picture_of(EXPERIENCE, series(values), Context(limit=5, rebased_on=(third,)))
    [panel] = picture.panels
    assert panel.chart is not None
    assert [(one.start, one.stop) for one in panel.chart.phases] == [(0, 4), (4, 8)]


@pytest.mark.parametrize(
    ("values", "said", "corners"),
    [
        ([50.0] * 8 + [51.0] + [90.0], "signal: improvement", 3),
        ([50.0] * 8 + [51.0] + [10.0], "signal: concern", 3),
    ],
)
def test_a_signal_has_a_shape_of_its_own_that_is_explained_in_words(
    values: list[float | None], said: str, corners: int
) -> None:
    picture = picture_of(EXPERIENCE, series(values), Context(limit=5))
    root = drawn(picture)
    [panel] = picture.panels
    assert panel.chart is not None
    assert Rule.ASTRONOMICAL_POINT in {one.rule for one in panel.chart.signals}
    shapes = [one.get("points", "").split() for one in root.iter(f"{SVG}polygon")]
    assert shapes
    assert {len(one) for one in shapes} == {corners}
    assert said in words(root)


def test_each_kind_of_point_has_a_shape_of_its_own_and_not_a_colour_alone() -> None:
    marks = [mark((100, 100), verdict) for verdict in (None, *Verdict)]
    without_colour = {re.sub(r'fill="[^"]*"', "", one) for one in marks}
    assert len(without_colour) == len(marks) == 4


def test_a_withheld_month_is_marked_and_no_line_leads_across_it() -> None:
    picture = picture_of(EXPERIENCE, series([50, 60, None, 70, 80], withheld=(2,)), Context(limit=5))
    root = drawn(picture)
    assert "withheld: too few people" in words(root)
    assert "Some figures are withheld, because fewer than 5 people" in picture.text
    joined = [one for one in root.iter(f"{SVG}path") if one.get("stroke") == "#005eb8"]
    assert len(joined) == 2


def test_what_people_wrote_stays_text_in_the_picture() -> None:
    note = (Happening(on=date(2018, 3, 1), text='</svg><script>alert(1)</script> & "more"'),)
    root = drawn(of("representation", TWO_MEETINGS, Context(limit=5, happenings=note)))
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>alert(1)</script>" in words(root)


def test_a_measure_says_why_it_helps_what_it_costs_and_what_it_cannot_say() -> None:
    for one in MEASURES:
        assert all(text.endswith(".") for text in (one.says, one.why, one.burden, one.limits)), one.code
    assert len({one.code for one in MEASURES}) == len(MEASURES)


def test_there_is_no_measure_of_another_code() -> None:
    with pytest.raises(NotFound):
        definition_of("happiness")


def test_a_change_is_told_with_where_it_lies_and_from_how_many_people() -> None:
    figure = Figure(label="After a module", value=6.4, low=3.5, high=9.5, effect=0.68, count=40)
    finding = Finding(series=(Series(name="After a module", figures=(figure,)),))
    picture = picture_of(definition_of("empowerment_change"), finding, Context(limit=5))
    assert picture.kind is ChartKind.INTERVALS
    assert picture.text == (
        "After a module: 6.4 points (from 3.5 points to 9.5 points with 95 % confidence, effect size 0.68, "
        "40 people)."
    )
    assert "40 people effect size 0.68" in words(drawn(picture))


def test_the_same_figures_give_the_same_picture_to_the_last_byte() -> None:
    answers = tuple(answer(f"a{nth}", 10 * nth, date(2018, 1 + nth % 9, 2)) for nth in range(80))
    forth, back = (Facts(today=TODAY, answers=told) for told in (answers, answers[::-1]))
    assert draw(of("experience", forth)) == draw(of("experience", back))


def test_a_picture_becomes_a_png_with_letters_of_our_own() -> None:
    svg = draw(of("representation", TWO_MEETINGS))
    png = png_of(svg)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    # Without letters the same picture is far smaller: the words are in it.
    assert len(png) > 1.5 * len(png_of(svg.replace("<text", "<g").replace("</text", "</g")))


def test_names_of_groups_never_lie_on_each_other_however_long() -> None:
    name = "Professionals of the Health and Social Care Trust of a very long name in Northern Ireland (ABC)"
    figures = tuple(Figure(label=f"{name} {nth}", value=nth / 10) for nth in range(5))
    root = drawn(picture_of(REACH, Finding(series=(Series(name="Here", figures=figures),)), Context(limit=5)))
    names = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "end"]
    lines = [float(one.get("y", "")) for one in names]
    assert len(lines) == 3 * len(figures)
    assert all(below - above >= 13 for above, below in pairwise(lines))


def test_a_value_is_written_on_the_side_to_which_its_line_does_not_go() -> None:
    picture = picture_of(EXPERIENCE, series([50, 80, 20, 60]), Context(limit=5))
    root = drawn(picture)
    points = [float(one.get("cy", "")) for one in root.iter(f"{SVG}circle")]
    said = {one.text: float(one.get("y", "")) for one in root.iter(f"{SVG}text")}
    assert said["50"] > points[0]
    assert said["60"] < points[-1]


def test_a_lone_value_is_written_once() -> None:
    root = drawn(picture_of(EXPERIENCE, series([50]), Context(limit=5)))
    assert [one.text for one in root.iter(f"{SVG}text") if one.get("font-weight") == "bold"][2:] == ["50"]
