"""Surveys: what somebody is asked, and how many are, which tells of nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
        smallest_group: of how many people a count has to be; where fewer are asked, nothing is told.
    """
    found = await surveys.count_by(["purpose", "ended", "answered"], {})
    asked = Counter(purpose for purpose, _ in await surveys.count_by(["purpose", "participant_id"], {}))
    return [
        SurveyCounts(purpose=purpose, issued=None, answered=None, open=None)
        if 0 < asked[purpose.value] < smallest_group
        else _counted(purpose, found)
        for purpose in SurveyPurpose
    ]


def _counted(purpose: SurveyPurpose, found: dict[tuple[Any, ...], int]) -> SurveyCounts:
    of_it = {key[1:]: count for key, count in found.items() if key[0] == purpose.value}
    return SurveyCounts(
        purpose=purpose,
        issued=sum(of_it.values()),
        answered=sum(count for (_, answered), count in of_it.items() if answered),
        open=sum(count for (ended, _), count in of_it.items() if ended is None),
    )
