"""What the files of a collaborative tell, once they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard, SurveyPurpose
from shared.contracts.registration import Barrier, ConsentPurpose, MeetingKind, MeetingSupport, QJourney, Role
from shared.contracts.training import Attendance, Contribution, MentorTopic, SessionSupport


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, by their e-mail address, and what an import does not take: consents and the way into Q."""

    row: int
    email: str
    organisation: str
    """The code; empty for none."""

    consents: Sequence[ConsentPurpose]
    journey: QJourney


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting that was held, as counts."""

    held_on: date
    kind: MeetingKind
    attended: Mapping[Role, int]
    apologies: Sequence[tuple[Barrier, Role, int]]
    supports: Sequence[MeetingSupport]


@dataclass(frozen=True, kw_only=True)
class Module:
    """A module with its first version, who made it, and who stands by it."""

    number: int
    """Its place in the file, from 1."""

    code: str
    comes_along: bool
    """It was made in the collaborative that this one is made from; ``content`` is what differs."""

    content: Mapping[str, Any]
    contributors: Sequence[tuple[str, Contribution]]
    signed_off_by: Sequence[str]
    released: bool


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session of one part of a module's first version."""

    row: int
    code: str
    module: str
    part: int
    college: str
    starts_at: datetime
    ends_at: datetime
    place: str
    capacity: int
    held_places: int
    facilitators: Sequence[str]
    supports: Sequence[SessionSupport]


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whether somebody was at a session."""

    session: str
    email: str
    attendance: Attendance
    barrier: Barrier | None


@dataclass(frozen=True, kw_only=True)
class Mentoring:
    """A mentor's offer, and somebody whom they mentor, if the row tells of one."""

    mentor: str
    topics: Sequence[MentorTopic]
    capacity: int
    offered_on: date
    learner: str
    started_on: date | None
    met: Sequence[tuple[date, int]]


@dataclass(frozen=True, kw_only=True)
class Response:
    """What somebody answered, by the codes of the items; None stands for "not applicable"."""

    email: str
    purpose: SurveyPurpose
    about: str
    """The code of the session, or of the module; empty for the baseline."""

    answers: Mapping[str, int | None] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Influence:
    """What somebody hoped for, and what became of it."""

    recorded_on: date
    role: Role
    place: InfluencePlace
    at: str
    """The day of the meeting, as 2018-01-15, or the code of the module."""

    hoped: str
    outcome: InfluenceOutcome | None
    reason: str
    changed: str
    matters: str
    standards: Sequence[PpiStandard]
    resolved_on: date | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """On which days the collaborative reports, and whose word stands behind it."""

    title: str
    first: date
    last: date
    reader: str
    """The e-mail address of somebody with lived experience."""


@dataclass(kw_only=True)
class Files:
    """All of a collaborative's. ``people`` is the table as it is, for registration's own import."""

    slug: str = ""
    origin: str = ""
    """The collaborative that this one is made from; empty if it begins from nothing."""

    description: Mapping[str, Any] = field(default_factory=dict[str, Any])
    diagram: Mapping[str, Any] = field(default_factory=dict[str, Any])
    people: bytes = b""
    persons: dict[str, Person] = field(default_factory=dict[str, Person])
    meetings: list[Meeting] = field(default_factory=list[Meeting])
    modules: dict[str, Module] = field(default_factory=dict[str, Module])
    sessions: dict[str, Session] = field(default_factory=dict[str, Session])
    attendance: list[Presence] = field(default_factory=list[Presence])
    mentors: list[Mentoring] = field(default_factory=list[Mentoring])
    responses: list[Response] = field(default_factory=list[Response])
    influence: list[Influence] = field(default_factory=list[Influence])
    report: Report | None = None

    @property
    def organisations(self) -> frozenset[str]:
        """The codes of those that the files name; others may come along."""
        return frozenset(str(one.get("code")) for one in self.description.get("organisations") or ())

    @property
    def brings_organisations(self) -> bool:
        """Whether the organisations of the origin come along."""
        return bool(self.description.get("with_organisations"))
