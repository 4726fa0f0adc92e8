"""A survey: somebody is asked, once for its cause, and reminded until they answer or it expires.

It knows that it was answered and how many of its items were, and nothing of what was said: that is kept
elsewhere, under a pseudonym.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from services.evaluation.domain.definition import Definition
from services.evaluation.domain.respondent import Cause
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import (
    ResponseRecorded,
    SurveyClosed,
    SurveyEnd,
    SurveyIssued,
    SurveyPurpose,
    SurveyReminded,
)
from shared.contracts.refusal import Refused
from shared.contracts.registration import Role

OPEN_FOR = timedelta(days=28)


@dataclass(kw_only=True)
class Survey(Aggregate):
    """Asks one person one instrument. Whoever has answered may change it until a report holds it."""

    kind: ClassVar[str] = "survey"

    participant_id: str
    purpose: SurveyPurpose
    instrument: str
    instrument_version: int
    items: int
    role: Role
    """That the person had when it came about."""

    organisation: str | None
    period: date
    """The session's day for experience; the first of the month in which its cause came about for all else."""

    about: str = ""
    """Which session, or which module and version; empty for the baseline."""

    issued_on: date
    expires_on: date
    """The last day on which it can be answered."""

    ended: SurveyEnd | None = None
    answered: int = 0
    """How many of the items; 0 again once the answers are taken back."""

    reminded: int = 0
    due_on: date | None
    """When to look at it again; None once it has ended."""

    @classmethod
    def issue(
        cls, *, tenant: str, survey_id: str, participant_id: str, cause: Cause, asks: Definition, on: date
    ) -> Self:
        """Somebody is asked."""
        made = cls(
            tenant=tenant,
            id=survey_id,
            participant_id=participant_id,
            purpose=cause.purpose,
            instrument=asks.code,
            instrument_version=asks.version,
            items=len(asks.items),
            role=cause.role,
            organisation=cause.organisation,
            period=cause.period,
            about=cause.about,
            issued_on=on,
            expires_on=on + OPEN_FOR,
            due_on=on + timedelta(days=1),
        )
        made.record(
            SurveyIssued(
                survey_id=survey_id,
                participant_id=participant_id,
                purpose=made.purpose,
                instrument=made.instrument,
                instrument_version=made.instrument_version,
                issued_on=on,
                expires_on=made.expires_on,
            )
        )
        return made

    @property
    def open(self) -> bool:
        """Whether the person is still asked."""
        return self.ended is None

    def answer(self, answered: int, on: date) -> None:
        """The person has answered, or answers otherwise than before.

        Args:
            answered: how many items.

        Raises:
            Refused: it has ended, and not by an answer, or its last day is over.
        """
        self._must_take_answers()
        if self.open and on > self.expires_on:
            raise Refused("survey-expired", "The last day to answer this survey is over.")
        if answered != self.answered:
            self.answered = answered
            self._tell_answered()
        self._end(SurveyEnd.ANSWERED, on)

    def take_back(self) -> None:
        """The person takes back what they answered; they are not asked again, and may answer anew.

        Raises:
            Refused: it has ended, and not by an answer.
        """
        self._must_take_answers()
        if self.answered:
            self.answered = 0
            self._tell_answered()

    def close(self, reason: SurveyEnd, on: date) -> None:
        """The person is asked no longer. What has ended stays as it is, unless its person is erased."""
        if reason is SurveyEnd.ERASED and not self.open:
            self.ended = SurveyEnd.ERASED
        self._end(reason, on)

    def tend(self, reminder_days: Sequence[int], on: date) -> None:
        """Does what is due: it expires, or the person is asked again, once however many times were missed."""
        if not self.open:
            return
        if on > self.expires_on:
            self._end(SurveyEnd.EXPIRED, on)
            return
        due = [self.issued_on + timedelta(days=days) for days in sorted(reminder_days)]
        past = sum(day <= on for day in due)
        if past > self.reminded:
            self.reminded = past
            self.record(
                SurveyReminded(
                    survey_id=self.id,
                    participant_id=self.participant_id,
                    reminder=past,
                    reminded_on=on,
                )
            )
        self.due_on = min([day for day in due if day > on] + [self.expires_on + timedelta(days=1)])

    def _must_take_answers(self) -> None:
        if self.ended not in (None, SurveyEnd.ANSWERED):
            raise Refused(
                "survey-closed", "This survey is closed, so nothing can be answered in it any more."
            )

    def _end(self, reason: SurveyEnd, on: date) -> None:
        if not self.open:
            return
        self.ended, self.due_on = reason, None
        self.record(
            SurveyClosed(survey_id=self.id, participant_id=self.participant_id, reason=reason, closed_on=on)
        )

    def _tell_answered(self) -> None:
        self.record(
            ResponseRecorded(
                survey_id=self.id, purpose=self.purpose, answered=self.answered, items=self.items
            )
        )
