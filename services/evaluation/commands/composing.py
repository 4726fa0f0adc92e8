"""What a report says about a period, composed from the figures and from what people told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.evaluation.commands.report_ports import Figures
from services.evaluation.domain.influence import Influence
from services.evaluation.domain.influence_section import influence_section
from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.lessons_section import lessons_section
from services.evaluation.domain.report_content import Period, Section, SectionCode
from shared.contracts.aggregate import Aggregate
from shared.persistence.store import Store

_AT_ONCE = 200
_ORDER = list(SectionCode)


@dataclass(frozen=True, kw_only=True)
class Sources:
    """From what the reports of one tenant are composed."""

    figures: Figures
    influences: Store[Influence]
    lessons: Store[Lesson]


async def composed(tenant: str, period: Period, sources: Sources, held_by: str = "") -> list[Section]:
    """The sections of a report, in their order. What has not changed gives the same, to the letter.

    Args:
        held_by: a seal, for what is told of the answers under it and of no others.
    """
    told: dict[str, Influence] = {}
    for day in ("recorded_on", "resolved_on"):
        told |= {one.id: one for one in await _all(sources.influences, day, period)}
    lessons = await _all(sources.lessons, "shared_on", period)
    sections = [
        *await sources.figures.sections(tenant, period, held_by),
        influence_section(list(told.values()), period),
        lessons_section(lessons),
    ]
    return sorted(sections, key=lambda section: _ORDER.index(section.code))


async def _all[A: Aggregate](store: Store[A], day: str, period: Period) -> Sequence[A]:
    """Those of which this day is in the period, in the order of their ids."""
    where: Mapping[str, Any] = {day: {"$gte": _stored(period.first), "$lte": _stored(period.last)}}
    found: list[A] = []
    while page := await store.page(where, _AT_ONCE, [found[-1].id] if found else []):
        found += page
    return found


def _stored(day: date) -> str:
    return day.isoformat()
