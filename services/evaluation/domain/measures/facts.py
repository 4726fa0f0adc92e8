"""What the measures are computed from: what evaluation knows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Barrier, MeetingKind, QJourney, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologies:
    """How many of one role stayed away for one reason, on one day."""

    on: date
    barrier: Barrier
    role: Role
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMeeting:
    id: str
    kind: MeetingKind
    held_on: date
    lived_experience: int
    """How many of those who came have lived experience."""

    attended: int
    """How many came altogether."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    role: Role
    organisation: str | None
    takes_part: bool
    joined_on: date | None
    """The first time; None if they were only invited."""

    journey: QJourney


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSession:
    held_on: date
    paired: bool
    attended_by: frozenset[str]
    """Ids of those who were there, for all of it or for a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answered, under a pseudonym, as one score."""

    pseudonym: str
    lived_experience: bool
    purpose: SurveyPurpose
    instrument: str
    """Its code and version: only answers to the same one are compared."""

    on: date
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that a chart tells beside its points."""

    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of one collaborative. The order of what is in it makes no difference to any measure."""

    today: date
    meetings: tuple[HeldMeeting, ...] = ()
    apologies: tuple[Apologies, ...] = ()
    people: tuple[Person, ...] = ()
    sessions: tuple[HeldSession, ...] = ()
    completed: frozenset[str] = frozenset()
    """Ids of those who have completed a module."""

    mentored: frozenset[str] = frozenset()
    """Ids of those who have a mentor now."""

    answers: tuple[Answer, ...] = ()
    organisations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names by code, in the collaborative's own order."""

    happenings: tuple[Happening, ...] = ()

    @property
    def taking_part(self) -> tuple[Person, ...]:
        """Those who take part now."""
        return tuple(one for one in self.people if one.takes_part)

    @property
    def trained(self) -> frozenset[str]:
        """Ids of those who were at a session at least once."""
        return frozenset(who for one in self.sessions for who in one.attended_by)
