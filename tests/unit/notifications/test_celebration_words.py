"""What celebrations say, and what their cards show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from services.notifications.api.celebration_svg import card_svg
from services.notifications.domain.celebration_card import card_of
from services.notifications.domain.celebration_words import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Words,
    listed,
    of_cohort,
    of_milestone,
    of_module,
    of_report,
    shortened,
)
from shared.contracts.evaluation import ImpactReportPublished, MilestoneReached
from shared.contracts.notifications import Celebration as Shown
from shared.contracts.training import ModuleReleased, Track
from shared.pictures.png import png_of
from tests.unit.notifications.good_news import DAY

SCRIPT = "<script>alert('x')</script>"
_SVG = "{http://www.w3.org/2000/svg}"


def _milestone(**told: object) -> Words:
    return of_milestone(MilestoneReached.model_validate(MilestoneReached.example | told))


def test_a_milestone_of_a_share_is_told_in_per_cent() -> None:
    words = _milestone(
        measure="representation", value=0.3043, target=0.3, reached_on="2018-05-14", by="2018-06-30"
    )
    assert words.title == "We have reached an aim: lived experience in the room"
    assert words.text == "On 14 May 2018 it stood at 30.4 %. The aim was 30 % by 30 June 2018."


def test_a_milestone_of_a_measure_that_is_not_known_here_is_called_by_its_code() -> None:
    words = _milestone(measure="waiting_times", value=8.0, target=9.0)
    assert words.title == "We have reached an aim: waiting times"
    assert "stood at 8." in words.text


def test_a_released_module_is_called_by_its_title_and_names_nobody() -> None:
    event = ModuleReleased.model_validate(ModuleReleased.example | {"title": "Working\x0b together"})
    words = of_module(event)
    assert words.title == "New module released: Working together"
    assert not any(one.participant_id in words.text for one in event.contributors)


def test_a_cohort_is_told_by_its_number_alone() -> None:
    words = of_cohort(5, Track.COPRODUCTION, DAY)
    assert words.text == (
        "By 15 May 2018, 5 people of one cohort had completed the same training module in co-production. "
        "Congratulations to all of them."
    )


def test_a_report_is_told_by_its_period() -> None:
    event = ImpactReportPublished.model_validate(
        ImpactReportPublished.example | {"period_from": "2018-01-01", "period_to": "2018-05-31"}
    )
    assert "from 1 January 2018 to 31 May 2018" in of_report(event).text


@pytest.mark.parametrize("title", ["T" * 200, "word " * 40, "x"])
def test_titles_and_texts_are_no_longer_than_they_may_be(title: str) -> None:
    words = of_module(ModuleReleased.model_validate(ModuleReleased.example | {"title": title}))
    assert 0 < len(words.title) <= LONGEST_TITLE
    assert 0 < len(words.text) <= LONGEST_TEXT


def test_what_is_shortened_is_cut_between_words() -> None:
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("one two", 7) == "one two"
    assert len(shortened("w" * 99, 12)) == 12


@pytest.mark.parametrize(
    ("names", "said"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_are_listed_as_people_say_them(names: list[str], said: str) -> None:
    assert listed(names) == said


_LONGEST = Words(title="W" * LONGEST_TITLE, text="m " * (LONGEST_TEXT // 2 - 1) + "m")


def test_the_longest_card_still_has_an_alternative_text_that_the_topic_takes() -> None:
    card = card_of(_LONGEST, ["N" * 80] * 12, "C" * 200, DAY)
    assert len(card.in_words) <= 1000
    Shown.model_validate(Shown.example | {"picture_text": card.in_words})


def test_whatever_is_on_a_card_is_text_and_no_markup() -> None:
    words = Words(title=SCRIPT, text=f"{SCRIPT} & more")
    svg = card_svg(card_of(words, [SCRIPT], SCRIPT, DAY))
    root = ElementTree.fromstring(svg)
    assert {one.tag.removeprefix(_SVG) for one in root.iter()} == {"svg", "title", "desc", "rect", "text"}
    assert root.findtext(f"{_SVG}title") == SCRIPT
    assert f"Celebrating {SCRIPT}" in (root.findtext(f"{_SVG}desc") or "")


@pytest.mark.parametrize(
    "words",
    [
        _LONGEST,
        Words(title="Thanks", text="Well done."),
        Words(title="word " * 23 + "word", text="word " * 119),
        Words(title="mental health services " * 5, text="x" * LONGEST_TEXT),
    ],
)
@pytest.mark.parametrize("names", [[], ["Ann"], ["N" * 80] * 12, ["Zwetlana Example (invented)"] * 12])
def test_every_line_of_a_card_stands_in_its_place_whatever_its_length(words: Words, names: list[str]) -> None:
    root = ElementTree.fromstring(card_svg(card_of(words, names, "Long name " * 20, DAY)))
    lines = [float(one.get("y", "")) for one in root.iter(f"{_SVG}text")]
    said, foot = [y for y in lines if y < 540], [y for y in lines if y > 540]
    assert lines == said + foot
    assert said == sorted(set(said))
    assert max(said) <= 532
    assert 0 < len(foot) <= 2
    assert 560 < min(foot) <= max(foot) < 622


def test_the_card_is_a_picture_too() -> None:
    card = card_of(Words(title="Thanks", text="Well done."), [], "NI", DAY)
    assert png_of(card_svg(card)).startswith(b"\x89PNG\r\n")
