"""What one person has learned of one module: the parts they attended, and the versions they completed.

Invariants:
- A version is completed once, when every part of it is attended, and stays completed whatever attendance
  is corrected afterwards.
- Attendance is kept by session, so a part that was attended twice is still attended when one of the two
  turns out to be wrong. To have been there for some of it does not count.

It holds ids, days and codes alone. So nothing has to be emptied when somebody is erased: what is left says
that somebody whom nobody can name any more has completed something.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import ClassVar

from services.training.domain.person import Person
from shared.contracts.aggregate import Aggregate
from shared.contracts.training import ModuleCompleted, Track

_LONGEST_ID = 100
"""Of an aggregate's id in an event's subject."""


@dataclass(kw_only=True, frozen=True, slots=True)
class PartAttended:
    """A part of a version, attended in one session."""

    session_id: str
    version: int
    part: int
    held_on: date


@dataclass(kw_only=True, frozen=True, slots=True)
class Completion:
    """A version that was completed, and the day of the last part that was missing."""

    version: int
    completed_on: date


def record_id(participant_id: str, module_id: str) -> str:
    """The id of the record of this person and this module: always the same, and no other's."""
    together = f"{participant_id}.{module_id}"
    return together if len(together) <= _LONGEST_ID else sha256(together.encode()).hexdigest()


@dataclass(kw_only=True)
class LearnerRecord(Aggregate):
    """One person's way through one module."""

    kind: ClassVar[str] = "learner_record"

    participant_id: str
    module_id: str
    attended: list[PartAttended] = field(default_factory=list[PartAttended])
    completions: list[Completion] = field(default_factory=list[Completion])

    @classmethod
    def begin(cls, *, tenant: str, participant_id: str, module_id: str) -> LearnerRecord:
        """A record in which nothing is attended yet."""
        return cls(
            tenant=tenant,
            id=record_id(participant_id, module_id),
            participant_id=participant_id,
            module_id=module_id,
        )

    def note(
        self, session_id: str, attended: PartAttended | None, parts: int, person: Person, track: Track
    ) -> None:
        """Takes over what is known now of one session, in place of what was known of it.

        Args:
            attended: the part; None if the person was not there, or not for all of it.
            parts: how many the version has.
            person: as they were in that session.
        """
        others = [one for one in self.attended if one.session_id != session_id]
        self.attended = others if attended is None else sorted([*others, attended], key=_in_order)
        if attended is not None:
            self._complete(attended.version, parts, person, track)

    def completed(self, version: int) -> bool:
        return any(one.version == version for one in self.completions)

    def _complete(self, version: int, parts: int, person: Person, track: Track) -> None:
        if self.completed(version):
            return
        first_day: dict[int, date] = {}
        for one in self.attended:
            if one.version == version:
                first_day[one.part] = min(one.held_on, first_day.get(one.part, one.held_on))
        if not set(range(1, parts + 1)) <= first_day.keys():
            return
        completed_on = max(first_day.values())
        self.completions.append(Completion(version=version, completed_on=completed_on))
        self.record(
            ModuleCompleted(
                participant_id=self.participant_id,
                role=person.role,
                organisation=person.organisation,
                module_id=self.module_id,
                version=version,
                track=track,
                completed_on=completed_on,
            )
        )


def _in_order(one: PartAttended) -> tuple[int, int, date, str]:
    return one.version, one.part, one.held_on, one.session_id
