"""A lesson is told in other words, or better known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.lesson import Lesson, Telling
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class TellLessonAnew:
    """Which lesson, and what it tells now; ``expected`` is the version that was seen."""

    lesson_id: str
    telling: Telling
    on: date
    expected: int | None


async def tell_lesson_anew(command: TellLessonAnew, lessons: Store[Lesson]) -> Saved:
    """Changes what a lesson tells.

    Raises:
        NotFound: there is no such lesson here.
        Stale: somebody else changed it since.
    """
    return await change(
        lessons,
        command.lesson_id,
        lambda one: one.tell_anew(command.telling, command.on),
        command.expected,
    )
