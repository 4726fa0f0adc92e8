"""What the API of sessions gives.

Lead and facilitators see the register and the queue, others their own enrolment alone.
"""

from __future__ import annotations

from collections.abc import Set as AnySet
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel

from services.training.domain.enrolment import Enrolment, EnrolmentStatus
from services.training.domain.moment import Moment
from services.training.domain.places import Places
from services.training.domain.session import Session
from services.training.domain.session_record import SessionState
from services.training.queries.read_sessions import OwnPart
from shared.contracts.registration import Barrier, Role
from shared.contracts.training import Attendance, SessionSupport, Track, WithdrawalReason
from shared.web.identity import Principal


@dataclass(frozen=True)
class Viewer:
    """Who is looking, and when."""

    sees_register: bool
    sees_facilitators: bool
    own_ids: AnySet[str]
    now: Moment

    @classmethod
    def of(cls, who: Principal, tenant: str, now: Moment) -> Viewer:
        return cls(
            sees_register=who.has_role(tenant, "lead", "facilitator"),
            sees_facilitators=who.has_role(tenant, "lead", "facilitator", "evaluator"),
            own_ids=who.participants.get(tenant, frozenset()),
            now=now,
        )


class EnrolmentAnswer(BaseModel):
    """What became of the wish for a place: confirmed, or waiting and where in the queue."""

    status: EnrolmentStatus
    position: int | None


class FacilitatorView(BaseModel):
    """Somebody who gives the session; members see no ids of others."""

    participant_id: str | None
    role: Role


class EnrolmentView(BaseModel):
    """One person in a session."""

    participant_id: str
    role: Role
    organisation: str | None
    status: EnrolmentStatus
    position: int | None
    """Of those who wait, from 1."""

    enrolled_on: date
    out_of_turn: bool
    reason: str | None
    """Why they were let go before others; for the lead and facilitators."""

    withdrawal: WithdrawalReason | None
    attendance: Attendance | None
    barrier: Barrier | None


class OwnView(BaseModel):
    """What whoever asks has to do with a session."""

    part: OwnPart
    status: EnrolmentStatus | None
    """Null for whoever gives it."""

    position: int | None
    """Of whoever waits, from 1."""


class SessionLine(BaseModel):
    """A session in a list. Its places are told as they will be once the release day has done its work."""

    id: str
    module_id: str
    module_version: int
    part: int
    title: str
    track: Track
    college: str
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    place: str | None
    link: str | None
    capacity: int
    free_places: int
    waiting: int
    paired: bool
    supports: list[SessionSupport]
    sequence: int
    """Higher with each change that was told: the SEQUENCE of an entry in a calendar."""

    own: OwnView | None
    """Null for those who have no part in it."""

    @classmethod
    def of(cls, session: Session, title: str, now: Moment, own_ids: AnySet[str] = frozenset()) -> SessionLine:
        plan, places = session.plan, session.places(now.day)
        return cls(
            id=session.id,
            module_id=session.module_id,
            module_version=session.module_version,
            part=session.part,
            title=title,
            track=session.track,
            college=session.college,
            state=session.state,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            place=plan.place,
            link=plan.link,
            capacity=plan.capacity,
            free_places=max(places.free, 0),
            waiting=len(places.queue),
            paired=plan.paired,
            supports=plan.supports,
            sequence=session.sequence,
            own=_own(session, places, own_ids) if own_ids else None,
        )


class SessionView(SessionLine):
    """A session with all that the viewer may see of it."""

    held_places: int
    release_days: int
    held_until: date
    facilitators: list[FacilitatorView]
    enrolments: list[EnrolmentView]
    """The register and the queue in their order, for the lead and facilitators; otherwise one's own."""

    @classmethod
    def seen_by(cls, viewer: Viewer, session: Session, title: str) -> SessionView:
        plan = session.plan
        return cls(
            **SessionLine.of(session, title, viewer.now, viewer.own_ids).model_dump(),
            held_places=plan.held_places,
            release_days=plan.release_days,
            held_until=plan.held_until,
            facilitators=[
                FacilitatorView(
                    participant_id=one.participant_id
                    if viewer.sees_facilitators or one.participant_id in viewer.own_ids
                    else None,
                    role=one.role,
                )
                for one in plan.facilitators
            ],
            enrolments=_register(viewer, session),
        )


def _own(session: Session, places: Places, own_ids: AnySet[str]) -> OwnView | None:
    if any(one.participant_id in own_ids for one in session.plan.facilitators):
        return OwnView(part=OwnPart.GIVING, status=None, position=None)
    for one in places.confirmed:
        if one.participant_id in own_ids:
            return OwnView(part=OwnPart.LEARNING, status=one.status, position=None)
    for position, one in enumerate(places.queue, start=1):
        if one.participant_id in own_ids:
            return OwnView(part=OwnPart.LEARNING, status=one.status, position=position)
    return None


def _register(viewer: Viewer, session: Session) -> list[EnrolmentView]:
    places = session.places(viewer.now.day)
    positions = {one.participant_id: at for at, one in enumerate(places.queue, start=1)}
    withdrawn = [one for one in session.enrolments if not one.live]
    return [
        _view(one, positions.get(one.participant_id), viewer)
        for one in [*places.confirmed, *places.queue, *withdrawn]
        if viewer.sees_register or one.participant_id in viewer.own_ids
    ]


def _view(one: Enrolment, position: int | None, viewer: Viewer) -> EnrolmentView:
    return EnrolmentView(
        participant_id=one.participant_id,
        role=one.role,
        organisation=one.organisation,
        status=one.status,
        position=position,
        enrolled_on=one.enrolled_on,
        out_of_turn=bool(one.jump),
        reason=one.jump_reason or None if viewer.sees_register else None,
        withdrawal=one.withdrawal,
        attendance=one.attendance,
        barrier=one.barrier,
    )
