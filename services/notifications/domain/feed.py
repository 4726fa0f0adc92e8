"""Whom an event concerns, and in which order events are told.

An organisation is told of what names it, of what is about its people and of what becomes of its own sessions
and meetings; never of what somebody wants to be asked, was asked or was sent: that is between them and the
collaborative. What it is told of an event is less than the whole of it (``discretion``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.contracts.evaluation import SurveyClosed, SurveyIssued, SurveyReminded
from shared.contracts.event import Event
from shared.contracts.notifications import NotificationFailed, NotificationSent, NotificationSuppressed
from shared.contracts.registration import (
    ConsentChanged,
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    ParticipantChanged,
    ParticipantInvited,
    ParticipantJoined,
)
from shared.contracts.training import SessionCancelled, SessionChanged, SessionScheduled

NOT_THEIR_EMPLOYERS: tuple[type[Event], ...] = (
    ConsentChanged,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    SurveyClosed,
    SurveyIssued,
    SurveyReminded,
)
"""What no organisation is told of its people."""

_PEOPLE = ("participant_id", "mentor_id", "learner_id")


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """What an event itself says about whom it concerns."""

    organisations: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    """Those whose organisation it concerns beside: ids of people, subjects of sessions and meetings."""

    belongs: str | None = None
    """The one of these of whom it tells the organisation, which is then the one in ``organisations``."""


def concern_of(event: Event) -> Concern:
    """Reads it from the event's fields."""
    if isinstance(event, NOT_THEIR_EMPLOYERS):
        return Concern()
    told = [getattr(event, "organisation", None), getattr(event, "college", None)]
    told.append(getattr(getattr(event, "details", None), "college", None))
    organisations = tuple(dict.fromkeys(one for one in told if one))
    match event:
        case ParticipantChanged() | ParticipantInvited() | ParticipantJoined():
            belongs = event.participant_id
        case SessionScheduled() | SessionChanged():
            belongs = f"session/{event.session_id}"
        case MeetingScheduled() | MeetingChanged():
            belongs = f"meeting/{event.meeting_id}"
        case SessionCancelled():
            return Concern(whose=(f"session/{event.session_id}",))
        case MeetingCancelled():
            return Concern(whose=(f"meeting/{event.meeting_id}",))
        case _:
            return Concern(organisations=organisations, whose=() if organisations else _people_in(event))
    return Concern(organisations=organisations, whose=(belongs,), belongs=belongs)


def _people_in(event: Event) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(getattr(event, name)) for name in _PEOPLE if hasattr(event, name)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An event that has no position yet."""

    id: str
    subject: str
    concern: Concern


@dataclass(kw_only=True)
class Settled:
    """What becomes of the events that waited."""

    numbered: list[tuple[str, tuple[str, ...]]] = field(default_factory=list[tuple[str, tuple[str, ...]]])
    """Their ids in the order of their positions, each with the organisations that it concerns."""

    aside: dict[str, str] = field(default_factory=dict[str, str])
    """Those that wait for somebody to become known, and for whom."""

    belongs: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """The organisations of those of whom something new is known."""

    came_to_be_known: set[str] = field(default_factory=set[str])


def settle(waiting: Iterable[Waiting], known: Mapping[str, str | None]) -> Settled:
    """Goes through events in order.

    An event about somebody of whom nothing is known yet waits for that, and whatever follows it of the same
    subject waits behind it. Who moves from one organisation to another concerns both.

    Args:
        known: the organisation of each of them that is known, or None.
    """
    settled = Settled()
    now = dict(known)
    behind: dict[str, str] = {}
    for one in waiting:
        if one.subject.startswith("participant/") or one.subject in one.concern.whose:
            _learn(one, now, settled)
        missing = behind.get(one.subject) or next((who for who in one.concern.whose if who not in now), None)
        if missing is not None:
            behind[one.subject] = missing
            settled.aside[one.id] = missing
            continue
        theirs = (now[who] for who in one.concern.whose)
        concerned = dict.fromkeys([*one.concern.organisations, *(code for code in theirs if code)])
        settled.numbered.append((one.id, tuple(concerned)))
        if one.concern.belongs is not None:
            code = next(iter(one.concern.organisations), None)
            now[one.concern.belongs] = settled.belongs[one.concern.belongs] = code
    return settled


def _learn(one: Waiting, now: dict[str, str | None], settled: Settled) -> None:
    """Whatever is told of a subject itself shows that it is known, be it without organisation."""
    who = one.subject.removeprefix("participant/")
    if who not in now:
        now[who] = settled.belongs[who] = None
        settled.came_to_be_known.add(who)
