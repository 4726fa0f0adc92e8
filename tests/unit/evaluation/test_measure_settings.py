"""What a lead settles about measures."""

from __future__ import annotations

from datetime import date

import pytest

from services.evaluation.domain.measure_settings import MeasureSettings, Phase
from shared.contracts.refusal import Invalid, Refused

MARCH = date(2018, 3, 1)


def settings(smallest_group: int = 5) -> MeasureSettings:
    return MeasureSettings(tenant="north", id="measures", smallest_group=smallest_group)


def phase(measure: str = "representation", starts_on: date = MARCH, note: str = "") -> Phase:
    return Phase(measure=measure, starts_on=starts_on, note=note)


def test_the_smallest_group_can_grow_and_never_shrinks() -> None:
    mine = settings()
    mine.settle(10, [])
    assert mine.smallest_group == 10
    with pytest.raises(Refused, match="group-only-grows"):
        mine.settle(9, [])


@pytest.mark.parametrize("size", [0, 4, 51])
def test_the_smallest_group_has_from_five_to_fifty_people(size: int) -> None:
    with pytest.raises(Invalid, match="group-out-of-range"):
        settings().settle(size, [])


def test_a_phase_belongs_to_a_measure_that_there_is() -> None:
    with pytest.raises(Invalid, match="no-such-measure"):
        settings().settle(5, [phase("happiness")])


def test_two_phases_of_a_measure_do_not_begin_on_one_day() -> None:
    with pytest.raises(Invalid, match="phase-twice"):
        settings().settle(5, [phase(), phase(note="again")])
    mine = settings()
    mine.settle(5, [phase("reach"), phase()])
    assert [one.measure for one in mine.phases] == ["reach", "representation"]


def test_the_smallest_group_comes_along_to_another_collaborative_and_phases_do_not() -> None:
    origin, mine = settings(8), settings()
    origin.settle(8, [phase()])
    mine.bring_along(origin)
    assert (mine.smallest_group, mine.phases) == (8, [])


def test_a_collaborative_that_withholds_more_than_its_origin_goes_on_to() -> None:
    mine = settings(12)
    mine.bring_along(settings(8))
    assert mine.smallest_group == 12
