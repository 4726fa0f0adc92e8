"""How many surveys there are is told of groups that are large enough, and of no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain.survey import Survey
from services.evaluation.queries.read_surveys import SurveyCounts, count_surveys
from shared.contracts.evaluation import SurveyEnd, SurveyPurpose
from shared.persistence.store import Store

_LIMIT = 5
_ANSWERED, _OPEN, _EXPIRED = (SurveyEnd.ANSWERED, 3), (None, 0), (SurveyEnd.EXPIRED, 0)
_PARTS = (_ANSWERED, _OPEN, _EXPIRED)

type _Told = tuple[int | None, int | None, int | None]


class _Surveys:
    """Counts as a store does: so many surveys of each of so many people."""

    def __init__(self, people: Sequence[int], each: int, same_people: bool) -> None:
        self.found: dict[tuple[Any, ...], int] = {}
        for at, ((ended, answered), many) in enumerate(zip(_PARTS, people, strict=True)):
            for number in range(many):
                who = f"p-{number}" if same_people else f"p-{at}-{number}"
                self.found["experience", ended, answered, who] = each

    async def count_by(self, fields: Sequence[str], where: Mapping[str, Any]) -> dict[tuple[Any, ...], int]:
        assert (fields, where) == (["purpose", "ended", "answered", "participant_id"], {})
        return self.found


async def _told(*people: int, each: int = 1, same_people: bool = False) -> _Told:
    surveys = cast("Store[Survey]", _Surveys(people, each, same_people))
    counts: list[SurveyCounts] = await count_surveys(_LIMIT, surveys)
    (one,) = [one for one in counts if one.purpose is SurveyPurpose.EXPERIENCE]
    assert [(zero.issued, zero.answered, zero.open) for zero in counts if zero is not one] == [(0, 0, 0)] * 4
    return one.issued, one.answered, one.open


async def test_where_enough_people_are_behind_each_everything_is_told() -> None:
    assert await _told(7, 5, 6, each=2) == (36, 14, 10)
    assert await _told(7, 0, 0) == (7, 7, 0)


async def test_where_fewer_are_asked_nothing_is_told_however_often_they_are() -> None:
    assert await _told(4, 0, 0, each=10) == (None, None, None)
    assert await _told(4, 4, 4, same_people=True) == (None, None, None)


@pytest.mark.parametrize("people", [(1, 20, 0), (20, 1, 0), (20, 20, 4), (20, 0, 1)])
async def test_where_few_have_answered_or_have_not_nobody_learns_which(people: tuple[int, int, int]) -> None:
    assert await _told(*people) == (sum(people), None, None)


_NUMBERS = st.integers(min_value=0, max_value=12)


@given(_NUMBERS, _NUMBERS, _NUMBERS, st.booleans())
async def test_what_is_told_is_of_nobody_or_of_enough_people(
    answered: int, still_open: int, over: int, same_people: bool
) -> None:
    issued, *parts = await _told(answered, still_open, over, same_people=same_people)
    if issued is None:
        assert parts == [None, None]
    if parts != [None, None]:
        assert issued is not None
        rest = issued - sum(part or 0 for part in parts)
        assert not {*parts, rest} & {1, 2, 3, 4}
