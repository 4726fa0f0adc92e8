"""A respondent: whether somebody may be asked, and for what they have been.

Events of different topics come in any order, above all after an outage: an attendance may be heard of before
the consent that was given long before it. What decides is when each happened, not when it was heard of.

Invariants:
- Nobody is asked unless they take part and consent to evaluation. What came about before they did, or while
  they did not, is not asked afterwards; the baseline alone waits for the consent.
- For one cause a person is asked once, whatever happens.
- Erased is erased: whatever is heard of the person later, they are not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Role

LATER = timedelta(days=90)
"""After a module, the same questions are asked again."""

MOST_WAITING = 50
"""Causes that are remembered of somebody who may not be asked as far as is known; the oldest go first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """Why somebody is asked, and in which role."""

    purpose: SurveyPurpose
    about: str
    """What it was: the session, the version of the module; empty for the baseline."""

    day: date
    """On which it came about."""

    role: Role
    organisation: str | None
    at: datetime
    """When it was told, by whoever told it."""

    def survey_id(self, tenant: str, participant_id: str) -> str:
        """The id of the one survey for this cause and person."""
        # None of the parts can hold a line break.
        parts = "\n".join((tenant, participant_id, self.purpose.value, self.about))
        return sha256(parts.encode()).hexdigest()[:32]

    @property
    def period(self) -> date:
        """How much of the day is kept with an answer: all of it for a session, its month for all else."""
        return self.day if self.purpose is SurveyPurpose.EXPERIENCE else self.day.replace(day=1)

    def later(self) -> Cause:
        """The same question, 90 days after."""
        return Cause(
            purpose=SurveyPurpose.EMPOWERMENT_LATER,
            about=self.about,
            day=self.day + LATER,
            role=self.role,
            organisation=self.organisation,
            at=self.at,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which version of which instrument."""

    instrument: str
    version: int


@dataclass(kw_only=True)
class Respondent(Aggregate):
    """Its id is that of the participant. It tells nothing to anybody."""

    kind: ClassVar[str] = "respondent"

    role: Role | None = None
    organisation: str | None = None
    joined_on: date | None = None
    """None while they take no part."""

    joined_at: datetime | None = None
    consented_at: datetime | None = None
    """None while they do not consent to evaluation."""

    erased_on: date | None = None
    surveys: list[str] = field(default_factory=list[str])
    """All that were ever issued to them."""

    empowerment: Asked | None = None
    """What they were asked first about confidence and empowerment, and so will be again."""

    waiting: list[Cause] = field(default_factory=list[Cause])
    later: list[Cause] = field(default_factory=list[Cause])
    due_on: date | None = None
    """When the first of what comes later is due, or their answers are to be removed."""

    @property
    def may_be_asked(self) -> bool:
        """Whether they take part and consent."""
        return self.erased_on is None and self.joined_on is not None and self.consented_at is not None

    def join(self, role: Role, organisation: str | None, on: date, at: datetime) -> Sequence[Cause]:
        """They take part from now on; returns for what they are to be asked."""
        if self.erased_on is not None:
            return ()
        self.role, self.organisation = role, organisation
        self.joined_on, self.joined_at = on, at
        return self._begin()

    def change_part(self, role: Role, organisation: str | None) -> None:
        """They have another role or organisation."""
        if self.erased_on is None:
            self.role, self.organisation = role, organisation

    def consent(self, at: datetime) -> Sequence[Cause]:
        """They agree to be asked; returns for what they are to be."""
        if self.erased_on is not None:
            return ()
        self.consented_at = at
        return self._begin()

    def withdraw_consent(self) -> None:
        """They agree no longer."""
        self.consented_at = None
        self._forget_what_comes()

    def leave(self) -> None:
        """They take part no longer."""
        self.joined_on = self.joined_at = None
        self._forget_what_comes()

    def erase(self, on: date) -> None:
        """They asked to be forgotten: their answers are to be removed. Once is enough."""
        if self.erased_on is not None:
            return
        self.withdraw_consent()
        self.leave()
        self.role = self.organisation = self.empowerment = None
        self.erased_on = self.due_on = on

    def answers_removed(self) -> None:
        """After the erasure, nothing of what they said is left."""
        self.surveys, self.due_on = [], None

    def learn(self, cause: Cause) -> Sequence[Cause]:
        """Something came about that they are asked about; returns it if they are to be asked now."""
        if self.erased_on is not None:
            return ()
        if self.may_be_asked:
            return [cause] if cause.at >= self._since and self._is_new(cause) else ()
        self.waiting = [*self.waiting, cause][-MOST_WAITING:]
        return ()

    def what_is_due(self, on: date) -> Sequence[Cause]:
        """Takes out what was to come later and is due."""
        due = [cause for cause in self.later if cause.day <= on]
        self.later = [cause for cause in self.later if cause.day > on]
        self._plan()
        return [cause for cause in due if self.may_be_asked and self._is_new(cause)]

    def ask(self, cause: Cause, asked: Asked) -> None:
        """They are asked for this cause."""
        self.surveys.append(cause.survey_id(self.tenant, self.id))
        if cause.purpose in _ABOUT_EMPOWERMENT:
            self.empowerment = self.empowerment or asked
        if cause.purpose is SurveyPurpose.EMPOWERMENT:
            self.later.append(cause.later())
            self._plan()

    def _begin(self) -> Sequence[Cause]:
        """For what they are to be asked once they take part and consent."""
        if not (self.joined_on and self.joined_at and self.consented_at and self.role):
            return ()
        since = self._since
        baseline = Cause(
            purpose=SurveyPurpose.BASELINE,
            about="",
            day=self.joined_on,
            role=self.role,
            organisation=self.organisation,
            at=since,
        )
        waiting, self.waiting = self.waiting, []
        every = {
            cause.survey_id(self.tenant, self.id): cause
            for cause in (baseline, *(cause for cause in waiting if cause.at >= since))
        }
        return [cause for cause in every.values() if self._is_new(cause)]

    @property
    def _since(self) -> datetime:
        """Since when they may be asked without a break."""
        moments = [at for at in (self.joined_at, self.consented_at) if at is not None]
        return max(moments)

    def _is_new(self, cause: Cause) -> bool:
        return cause.survey_id(self.tenant, self.id) not in self.surveys

    def _forget_what_comes(self) -> None:
        self.waiting, self.later = [], []
        if self.erased_on is None:
            self._plan()

    def _plan(self) -> None:
        self.due_on = min((cause.day for cause in self.later), default=None)


_ABOUT_EMPOWERMENT = (SurveyPurpose.BASELINE, SurveyPurpose.EMPOWERMENT, SurveyPurpose.EMPOWERMENT_LATER)
