"""Something that was tried is told within the collaborative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.lesson import Lesson, Telling
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ShareLesson:
    """What is told, and on which day."""

    tenant: str
    lesson_id: str
    telling: Telling
    on: date
    fingerprint: str


async def share_lesson(command: ShareLesson, lessons: Store[Lesson]) -> Saved:
    """Shares a lesson; a repeated request finds the one it made.

    Raises:
        Invalid: an Idempotency-Key used for another request.
    """
    lesson = Lesson.share(command.tenant, command.lesson_id, command.telling, command.on)
    return await create(lessons, lesson, command.fingerprint)
