"""Sessions, with what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from services.training.domain.enrolment import EnrolmentStatus
from services.training.domain.module import Module
from services.training.domain.session import Session
from services.training.domain.session_record import SessionState
from shared.persistence.store import Reader, Store


@dataclass(frozen=True, slots=True)
class TitledSession:
    """A session, and the title of what it is a part of."""

    session: Session
    title: str
    parts: int
    """How many sessions the whole of it takes."""


class OwnPart(StrEnum):
    """What somebody has to do with a session."""

    LEARNING = "learning"
    """They have a place in it, or wait for one."""

    GIVING = "giving"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """Which sessions are wanted; None and empty stand for any. Days are London's, both included."""

    college: str | None = None
    module_id: str | None = None
    state: SessionState | None = None
    first_day: date | None = None
    last_day: date | None = None
    part: OwnPart | None = None
    people: AnySet[str] = frozenset()
    """With ``part``, those of whom one has this part in it."""

    def where(self) -> dict[str, Any]:
        days = {"$gte": self.first_day, "$lte": self.last_day}
        asked = {name: day.isoformat() for name, day in days.items() if day is not None}
        named = {"college": self.college, "module_id": self.module_id, "state": self.state}
        where: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        where |= {"plan.starts_on": asked} if asked else {}
        return where | self._with_part_in_it()

    def _with_part_in_it(self) -> dict[str, Any]:
        anybody = {"$in": sorted(self.people)}
        if self.part is OwnPart.GIVING:
            return {"plan.facilitators.participant_id": anybody}
        live = [EnrolmentStatus.CONFIRMED.value, EnrolmentStatus.WAITING.value]
        learning = {"$elemMatch": {"participant_id": anybody, "status": {"$in": live}}}
        return {"enrolments": learning} if self.part else {}


async def read_session(session_id: str, sessions: Store[Session], modules: Reader[Module]) -> TitledSession:
    """One session.

    Raises:
        NotFound: there is none of that id.
    """
    session = await sessions.load(session_id)
    (titled,) = await _titled([session], modules)
    return titled


async def list_sessions(
    wanted: SessionFilter,
    sessions: Reader[Session],
    modules: Reader[Module],
    limit: int,
    after: Sequence[str] = (),
) -> tuple[Sequence[TitledSession], Sequence[str]]:
    """Up to ``limit`` sessions in the order of their days, and where to go on after; empty at the end."""
    found = await sessions.page(wanted.where(), limit + 1, after, order_by="plan.starts_on")
    shown = found[:limit]
    following = [shown[-1].plan.starts_on.isoformat(), shown[-1].id] if len(found) > limit else []
    titled = await _titled(shown, modules)
    return sorted(titled, key=lambda one: (one.session.plan.starts_at, one.session.id)), following


async def _titled(sessions: Sequence[Session], modules: Reader[Module]) -> list[TitledSession]:
    taught = await modules.find_many({session.module_id for session in sessions})
    return [_as_part_of(taught.get(one.module_id), one) for one in sessions]


def _as_part_of(module: Module | None, session: Session) -> TitledSession:
    found = module.find(session.module_version) if module else None
    if found is None:
        return TitledSession(session, "", session.part)
    return TitledSession(session, found.content.title, len(found.content.parts))
