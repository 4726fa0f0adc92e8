"""Surveys: what somebody is asked, and how many are, which tells of nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from services.evaluation.domain.definition import Definition
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.survey import Survey
from shared.contracts.evaluation import SurveyEnd, SurveyPurpose
from shared.persistence.store import Store


@dataclass(frozen=True)
class ShownSurvey:
    """A survey, and what it asks."""

    survey: Survey
    asks: Definition


@dataclass(frozen=True, kw_only=True)
class SurveyCounts:
    """How many surveys there are of a purpose; None where they are too few to be told."""

    purpose: SurveyPurpose
    issued: int | None
    answered: int | None
    open: int | None


async def list_own_surveys(
    participants: Collection[str],
    limit: int,
    after: str,
    surveys: Store[Survey],
    instruments: Store[Instrument],
) -> tuple[Sequence[ShownSurvey], str]:
    """A page of what somebody can answer, or answer anew, and the id to go on after, empty at the end."""
    where = {
        "participant_id": {"$in": sorted(participants)},
        "ended": {"$in": [None, SurveyEnd.ANSWERED.value]},
    }
    found = await surveys.page(where, limit + 1, [after] if after else [])
    page = found[:limit]
    asked = await instruments.find_many({survey.instrument for survey in page})
    shown = [
        ShownSurvey(survey, asked[survey.instrument].in_version(survey.instrument_version)) for survey in page
    ]
    return shown, page[-1].id if len(found) > limit else ""


async def count_surveys(smallest_group: int, surveys: Store[Survey]) -> list[SurveyCounts]:
    """How many surveys were issued, are answered and are open, by purpose.

    Args:
        smallest_group: of how many people a count has to be. Where fewer are asked, nothing is told. Where
            fewer have answered, or have not, only the whole is: what is left of it would tell of them.
    """
    found = await surveys.count_by(["purpose", "ended", "answered", "participant_id"], {})
    return [_counted(purpose, found, smallest_group) for purpose in SurveyPurpose]


def _counted(
    purpose: SurveyPurpose, found: Mapping[tuple[Any, ...], int], smallest_group: int
) -> SurveyCounts:
    many, people = Counter[_Part](), defaultdict[_Part, set[str]](set)
    for (of_purpose, ended, answered, participant_id), count in found.items():
        if of_purpose == purpose.value:
            part = _part(ended, answered)
            many[part] += count
            people[part].add(participant_id)

    def may_be_told(*parts: _Part) -> bool:
        behind = set[str]().union(*(people[part] for part in parts))
        return not behind or len(behind) >= smallest_group

    parts = all(may_be_told(part) for part in _Part)
    return SurveyCounts(
        purpose=purpose,
        issued=many.total() if may_be_told(*_Part) else None,
        answered=many[_Part.ANSWERED] if parts else None,
        open=many[_Part.OPEN] if parts else None,
    )


class _Part(Enum):
    """What has become of a survey."""

    ANSWERED = auto()
    OPEN = auto()
    OVER = auto()


def _part(ended: str | None, answered: int) -> _Part:
    if answered:
        return _Part.ANSWERED
    return _Part.OPEN if ended is None else _Part.OVER
