"""Other collaboratives may read a lesson, or may no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.lesson import Lesson
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class OpenLesson:
    """Which lesson, and whether others may read it."""

    lesson_id: str
    open_to_others: bool
    on: date


async def open_lesson(command: OpenLesson, lessons: Store[Lesson]) -> Saved:
    """Opens a lesson to other collaboratives or closes it, from this moment on.

    Raises:
        NotFound: there is no such lesson here.
    """
    return await change(
        lessons, command.lesson_id, lambda one: one.open_to_others(command.open_to_others, command.on)
    )
