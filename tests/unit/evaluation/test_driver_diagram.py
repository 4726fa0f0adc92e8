"""The rules of a driver diagram."""

from __future__ import annotations

import pytest

from services.evaluation.domain.driver_diagram import (
    MOST_BOXES,
    ChangeIdea,
    Drawing,
    DrawnBefore,
    DriverDiagram,
    PrimaryDriver,
    SecondaryDriver,
)
from shared.contracts.refusal import Invalid
from tests.unit.evaluation.told import DAY, LATER, TENANT, drawing


def test_every_change_is_a_new_version() -> None:
    diagram = DriverDiagram.draw(TENANT, drawing(), DAY)
    diagram.redraw(drawing("Another aim"), LATER)
    assert (diagram.number, diagram.drawing.aim, diagram.drawn_on) == (2, "Another aim", LATER)


def test_the_same_again_is_no_new_version() -> None:
    diagram = DriverDiagram.draw(TENANT, drawing(), DAY)
    diagram.redraw(drawing(), LATER)
    assert (diagram.number, diagram.drawn_on) == (1, DAY)


def test_what_is_kept_of_a_version_does_not_change_with_the_diagram() -> None:
    diagram = DriverDiagram.draw(TENANT, drawing(), DAY)
    kept = DrawnBefore.of(diagram)
    diagram.drawing.primary.clear()
    assert (kept.id, kept.drawing, kept.drawn_on) == ("1", drawing(), DAY)


def test_one_brought_along_begins_anew_and_says_where_it_came_from() -> None:
    origin = DriverDiagram.draw(TENANT, drawing(), DAY)
    origin.redraw(drawing("Another aim"), DAY)
    brought = DriverDiagram.bring("diabetes-ni", origin, LATER)
    assert (brought.tenant, brought.number, brought.origin) == ("diabetes-ni", 1, TENANT)
    assert brought.drawing == origin.drawing
    brought.drawing.primary.clear()
    assert origin.drawing.primary


def test_no_more_boxes_than_can_be_read() -> None:
    ideas = [ChangeIdea(text="Idea")] * (MOST_BOXES - 3)
    most = PrimaryDriver(text="Primary", secondary=[SecondaryDriver(text="Secondary", ideas=ideas)])
    Drawing(aim="Aim", primary=[most])
    with pytest.raises(Invalid, match="too-many-boxes"):
        Drawing(aim="Aim", primary=[most, PrimaryDriver(text="One more")])
