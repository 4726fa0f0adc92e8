"""What the commands need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.definition import Definition
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.respondent import Respondent
from services.evaluation.domain.scoring import Answer
from services.evaluation.domain.survey import Survey
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Role
from shared.persistence.due import Place
from shared.persistence.store import Store


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

    def responses(
        self, purpose: SurveyPurpose, since: date, until: date, held_by: str = ""
    ) -> AsyncIterator[ScoredResponse]:
        """The responses whose period is from ``since`` to ``until``, both included, in a fixed order.

        Args:
            held_by: only those under this seal: a report reads what it holds, and nothing that came since.
        """
        ...


class Answers(Protocol):
    """One tenant's answers, kept under pseudonyms. Nothing tells whose they are without the key."""

    async def keep(self, survey: Survey, asks: Definition, answers: Mapping[str, Answer]) -> None:
        """Keeps what the survey's person answered, in the place of what they did before; nobody holds it."""
        ...

    async def take_back(self, survey: Survey) -> None:
        """Removes what the survey's person answered; nothing happens if that is nothing."""
        ...

    async def held_under(self, survey: Survey) -> Sequence[str]:
        """The seals of reports, published or about to be, under which that is what the person answered."""
        ...

    async def forget(self, participant_id: str) -> None:
        """Removes all that a person ever answered, whoever holds it."""
        ...


class Desk(Protocol):
    """All of a tenant's that answering and tending take, in one transaction."""

    @property
    def respondents(self) -> Store[Respondent]: ...

    @property
    def surveys(self) -> Store[Survey]: ...

    @property
    def instruments(self) -> Store[Instrument]: ...

    @property
    def choices(self) -> Store[InstrumentChoice]: ...

    @property
    def reports(self) -> Store[ImpactReport]: ...

    @property
    def answers(self) -> Answers: ...


type Desks = Callable[[str], AbstractAsyncContextManager[Desk]]
"""Opens a tenant's desk; what is done at it is there once it is closed, or none of it is.

Raises ``Stale`` when somebody else was quicker: then decide anew.
"""


class Due(Protocol):
    """What has become due, in whichever collaborative."""

    async def until(self, day: date, limit: int, after: Place | None = None) -> Sequence[Place]: ...
