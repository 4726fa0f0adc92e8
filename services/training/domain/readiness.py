"""Readiness: how far an organisation is, as people of both sides judge it together.

Invariant: an assessment is made by at least one person with lived experience and at least one professional,
and is never rewritten. What counts is the one of the latest day; of one day, the last to be recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.training.domain.days import not_to_come
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import Role
from shared.contracts.training import CoproductionStage, ReadinessAssessed

LOWEST_CAPABILITY, HIGHEST_CAPABILITY = 1, 5
LONGEST_NOTE = 2_000


@dataclass(kw_only=True, slots=True)
class Assessor:
    """Somebody who took part in an assessment, by the role they had."""

    participant_id: str
    role: Role


@dataclass(kw_only=True, slots=True)
class Assessment:
    """What was judged, by whom, and when."""

    id: str
    coproduction: CoproductionStage
    qi_capability: int
    assessed_by: list[Assessor]
    assessed_on: date
    note: str | None = None

    @property
    def by_role(self) -> dict[Role, int]:
        """How many of each role took part."""
        counted = Counter(assessor.role for assessor in self.assessed_by)
        return {role: counted[role] for role in Role if role in counted}


@dataclass(kw_only=True)
class Readiness(Aggregate):
    """Its id is the code of the organisation."""

    kind: ClassVar[str] = "readiness"

    assessments: list[Assessment] = field(default_factory=list[Assessment])
    """In the order in which they were recorded."""

    @property
    def latest(self) -> Assessment:
        """The one that counts; there is one as soon as there is an aggregate."""
        return max(enumerate(self.assessments), key=lambda one: (one[1].assessed_on, one[0]))[1]

    @property
    def history(self) -> Sequence[Assessment]:
        """All of them, the latest first."""
        ordered = sorted(enumerate(self.assessments), key=lambda one: (one[1].assessed_on, one[0]))
        return [assessment for _, assessment in reversed(ordered)]

    def assess(self, assessment: Assessment, today: date) -> None:
        """Adds an assessment. The same one again changes nothing.

        Raises:
            Invalid: a day to come, a capability that is not from 1 to 5, too long a note, or an id that
                another assessment has.
            Refused: people of one side alone.
        """
        before = next((one for one in self.assessments if one.id == assessment.id), None)
        if before is not None:
            _check_same(before, assessment)
            return
        _check(assessment, today)
        self.assessments.append(assessment)
        self.record(
            ReadinessAssessed(
                organisation=self.id,
                coproduction=assessment.coproduction,
                qi_capability=assessment.qi_capability,
                assessed_by=assessment.by_role,
                assessed_on=assessment.assessed_on,
            )
        )


def _check(assessment: Assessment, today: date) -> None:
    not_to_come(assessment.assessed_on, today)
    if not LOWEST_CAPABILITY <= assessment.qi_capability <= HIGHEST_CAPABILITY:
        raise Invalid("capability-out-of-range", "Capability in quality improvement is from 1 to 5.")
    if assessment.note is not None and len(assessment.note) > LONGEST_NOTE:
        raise Invalid("text-too-long", "Keep it to 2,000 characters.")
    people = [assessor.participant_id for assessor in assessment.assessed_by]
    if len(set(people)) != len(people):
        raise Invalid("named-twice", "Name everybody who took part once.")
    _check_both_sides(assessment)


def _check_both_sides(assessment: Assessment) -> None:
    sides = {role.lived_experience for role in assessment.by_role}
    if True not in sides:
        raise Refused(
            "assessed-by-one-side",
            "Nobody with lived experience took part. Judge it again together with at least one service user "
            "or carer.",
        )
    if False not in sides:
        raise Refused(
            "assessed-by-one-side",
            "No professional took part. Judge it again together with at least one of them.",
        )


def _check_same(before: Assessment, again: Assessment) -> None:
    # By the people, not by their roles: those may have changed since.
    people = [sorted(assessor.participant_id for assessor in one.assessed_by) for one in (before, again)]
    judged = [(one.coproduction, one.qi_capability, one.note) for one in (before, again)]
    if people[0] != people[1] or judged[0] != judged[1]:
        raise Invalid(
            "idempotency-key-reused", "This Idempotency-Key was used for another request. Use a new one."
        )
