"""What the commands need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoredResponse:
    """What one person answered, scored. It leaves this service in no form but suppressed sums."""

    pseudonym: str
    """The same for all responses of a person in a collaborative; tells nobody who they are."""

    purpose: SurveyPurpose
    instrument: str
    version: int
    period: date
    """The session's day for experience; the first of the month in which it came about for all else."""

    role: Role
    organisation: str | None
    scores: Mapping[str, float]
    """By subscale, those for which enough was answered."""


class ScoredResponses(Protocol):
    """One tenant's responses, for measures and reports."""

    def responses(self, purpose: SurveyPurpose, since: date, until: date) -> AsyncIterator[ScoredResponse]:
        """The responses whose period is from ``since`` to ``until``, both included, in a fixed order."""
        ...

    async def seal(self, since: date, until: date, seal_id: str) -> None:
        """From now on no response of the period is changed or taken back; an erasure still removes it.

        A report does this before it reads what it will publish. The same seal twice is one.

        Args:
            seal_id: of one attempt to publish; each has its own.
        """
        ...

    async def release(self, seal_id: str) -> None:
        """The attempt came to nothing: what no other seal holds can be changed again."""
        ...
