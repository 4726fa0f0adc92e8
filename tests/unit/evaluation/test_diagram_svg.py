"""A driver diagram as a picture."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.api.diagram_svg import diagram_svg, diagram_text
from services.evaluation.domain.driver_diagram import (
    ChangeIdea,
    Drawing,
    PrimaryDriver,
    SecondaryDriver,
)
from shared.pictures.wrapping import width_of, wrapped
from tests.unit.evaluation.told import SCRIPT, drawing

_SVG = "{http://www.w3.org/2000/svg}"
_SHOWN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=120)
_IDEAS = st.lists(st.builds(ChangeIdea, text=_SHOWN), max_size=3)
_SECONDARY = st.lists(st.builds(SecondaryDriver, text=_SHOWN, ideas=_IDEAS), max_size=3)
_PRIMARY = st.lists(st.builds(PrimaryDriver, text=_SHOWN, secondary=_SECONDARY), max_size=3)
_DRAWINGS = st.builds(Drawing, aim=_SHOWN, primary=_PRIMARY)


def _parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def _boxes(root: ElementTree.Element) -> list[tuple[float, ...]]:
    rects = [one for one in root.iter(f"{_SVG}rect") if one.get("rx")]
    return [tuple(float(one.get(name, 0)) for name in ("x", "y", "width", "height")) for one in rects]


def test_has_a_title_and_says_in_words_what_it_shows() -> None:
    root = _parsed(diagram_svg(drawing()))
    named = {one.get("id"): one.text for one in (*root.iter(f"{_SVG}title"), *root.iter(f"{_SVG}desc"))}
    assert root.get("role") == "img"
    assert set((root.get("aria-labelledby") or "").split()) == set(named)
    assert diagram_text(drawing()) in named.values()


def test_in_words_is_a_list_within_lists() -> None:
    assert diagram_text(drawing()).splitlines() == [
        "Aim: More lived experience in the room (measured by Lived experience in the room)",
        "  Primary driver: People can come",
        "    Secondary driver: What it costs to come",
        "      Change idea: Pay for carer cover (measured by What kept people away)",
        "      Change idea: Meet nearby",
        "  Primary driver: It is worth it",
    ]


def test_goes_from_left_to_right_with_a_line_to_each_box_but_the_first() -> None:
    root = _parsed(diagram_svg(drawing()))
    boxes = _boxes(root)
    assert len({left for left, *_ in boxes}) == 4
    assert len(list(root.iter(f"{_SVG}path"))) == len(boxes) - 1
    headings = [one.text for one in root.iter(f"{_SVG}text") if one.get("font-weight") == "bold"]
    assert headings == ["Aim", "Primary drivers", "Secondary drivers", "Change ideas"]


def test_of_an_aim_alone_is_a_picture_too() -> None:
    assert len(_boxes(_parsed(diagram_svg(Drawing(aim="Only an aim"))))) == 1


@given(_DRAWINGS)
def test_no_two_boxes_touch_and_none_is_outside(told: Drawing) -> None:
    root = _parsed(diagram_svg(told))
    boxes = _boxes(root)
    for one, other in combinations(boxes, 2):
        beside = one[0] + one[2] < other[0] or other[0] + other[2] < one[0]
        apart = one[1] + one[3] < other[1] or other[1] + other[3] < one[1]
        assert beside or apart
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)


@given(_DRAWINGS)
def test_whatever_it_says_it_is_a_picture_that_says_it(told: Drawing) -> None:
    root = _parsed(diagram_svg(told))
    assert next(iter(root.iter(f"{_SVG}desc"))).text == diagram_text(told)
    allowed = {f"{_SVG}{name}" for name in ("svg", "title", "desc", "rect", "text", "path")}
    assert {one.tag for one in root.iter()} <= allowed


@pytest.mark.parametrize(
    "hostile", [SCRIPT, '"/><script>x</script>', "</desc><a href='javascript:x'>", "&amp;", "]]>"]
)
def test_markup_in_its_words_is_shown_and_not_run(hostile: str) -> None:
    svg = diagram_svg(Drawing(aim=hostile, primary=[PrimaryDriver(text=hostile)]))
    assert "<script" not in svg
    assert "<a " not in svg
    assert hostile in diagram_text(Drawing(aim=hostile))
    assert hostile in (next(iter(_parsed(svg).iter(f"{_SVG}desc"))).text or "")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200), st.integers(40, 400))
def test_no_line_is_wider_than_its_box_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width, 14)
    assert all(width_of(line, 14) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
