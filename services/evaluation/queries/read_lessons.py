"""Lessons, searched for by their words: the collaborative's own, or those that others have opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.search_words import search_words
from shared.persistence.commons import OpenShelf
from shared.persistence.store import Store

MOST_WORDS = 12


@dataclass(frozen=True, kw_only=True)
class WantedLessons:
    """Which lessons a list shows; None stands for any."""

    text: str | None = None
    """All of its words stand in the lesson, in any order."""

    organisation: str | None = None
    worked: bool | None = None

    def fields(self) -> dict[str, Any]:
        """The condition, by the names of the fields."""
        alike = {"organisation": self.organisation, "worked": self.worked}
        found: dict[str, Any] = {name: value for name, value in alike.items() if value is not None}
        if self.text is not None:
            # Without any word in it, it stands in no lesson: MongoDB takes an empty list so.
            found["words"] = {"$all": search_words([self.text])[:MOST_WORDS]}
        return found


async def list_lessons(
    wanted: WantedLessons, limit: int, after: Sequence[str], lessons: Store[Lesson]
) -> tuple[Sequence[Lesson], bool]:
    """A page of the collaborative's own lessons in the order of their ids, and whether there are more."""
    found = await lessons.page(wanted.fields(), limit + 1, after)
    return found[:limit], len(found) > limit


async def lessons_of_others(
    wanted: WantedLessons, limit: int, after: Sequence[str], commons: OpenShelf[Lesson]
) -> tuple[Sequence[Lesson], bool]:
    """A page of what other collaboratives let everybody read, and whether there is more.

    Args:
        after: the collaborative and the id of the last one of the page before.
    """
    found = await commons.page(wanted.fields(), limit + 1, after)
    return found[:limit], len(found) > limit
