"""A lesson: what was tried, what happened, and what one would do again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Self

from services.evaluation.domain.search_words import search_words
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import LessonShared


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What a lesson tells."""

    tried: str
    organisation: str | None
    """The code of the organisation where it was tried; None if it was none, or all."""

    happened: str
    worked: bool
    again: str
    """What one would do again, and what not."""


@dataclass(kw_only=True)
class Lesson(Aggregate):
    """Something that was tried. Others can read it for as long as its collaborative lets them."""

    kind: ClassVar[str] = "lesson"

    tried: str
    organisation: str | None
    happened: str
    worked: bool
    again: str
    across_collaboratives: bool = False
    """Whether other collaboratives may read it too. Off until its own says so."""

    shared_on: date
    words: list[str] = field(default_factory=list[str])
    """By which it is found."""

    @classmethod
    def share(cls, tenant: str, lesson_id: str, telling: Telling, on: date) -> Self:
        """Something that was tried is told within the collaborative."""
        lesson = cls(
            tenant=tenant,
            id=lesson_id,
            tried=telling.tried,
            organisation=telling.organisation,
            happened=telling.happened,
            worked=telling.worked,
            again=telling.again,
            shared_on=on,
            words=_words(telling),
        )
        lesson._tell(on)
        return lesson

    @property
    def telling(self) -> Telling:
        """What it tells."""
        return Telling(
            tried=self.tried,
            organisation=self.organisation,
            happened=self.happened,
            worked=self.worked,
            again=self.again,
        )

    def tell_anew(self, telling: Telling, on: date) -> None:
        """It is told in other words, or better known. The same again changes nothing."""
        if telling == self.telling:
            return
        self.tried, self.happened, self.again = telling.tried, telling.happened, telling.again
        self.organisation, self.worked = telling.organisation, telling.worked
        self.words = _words(telling)
        self._tell(on)

    def open_to_others(self, open_to_others: bool, on: date) -> None:
        """Other collaboratives may read it, or may no longer. The same again changes nothing."""
        if open_to_others != self.across_collaboratives:
            self.across_collaboratives = open_to_others
            self._tell(on)

    def _tell(self, on: date) -> None:
        self.shared_on = on
        self.record(
            LessonShared(
                lesson_id=self.id,
                organisation=self.organisation,
                worked=self.worked,
                across_collaboratives=self.across_collaboratives,
                shared_on=on,
            )
        )


def _words(telling: Telling) -> list[str]:
    return search_words([telling.tried, telling.happened, telling.again, telling.organisation or ""])
