"""A Recovery College's programme as iCalendar (RFC 5545), for anybody's calendar to follow.

Invariants: a session has the same UID for ever; whenever it changes its SEQUENCE is higher; one that was
cancelled stays in, as cancelled; all times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from services.training.domain.session_plan import SessionPlan
from services.training.domain.session_record import SessionState
from services.training.queries.read_sessions import TitledSession
from shared.contracts.training import SessionSupport

_WORDS = {
    SessionSupport.EXPENSES: "expenses are paid",
    SessionSupport.CARER_COVER: "cover for carers",
    SessionSupport.TRANSPORT: "transport",
    SessionSupport.INTERPRETER: "an interpreter",
    SessionSupport.EASY_READ: "easy-read papers",
    SessionSupport.QUIET_ROOM: "a quiet room",
    SessionSupport.REMOTE: "joining from afar",
    SessionSupport.PEER_SUPPORT: "peer support",
}


def uid_of(tenant: str, session_id: str) -> str:
    """By which every calendar knows a session again."""
    return f"session-{session_id}@{tenant}.levelfield"


def programme_calendar(tenant: str, college: str, entries: Iterable[TitledSession], now: datetime) -> bytes:
    """The calendar.

    Args:
        college: its name.
        now: when the calendar is made, UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Levelfield//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _clean(college))
    for entry in entries:
        calendar.add_component(_event(tenant, entry, now))
    return calendar.to_ical()


def _event(tenant: str, entry: TitledSession, now: datetime) -> Event:
    session, plan = entry.session, entry.session.plan
    event = Event()
    event.add("uid", uid_of(tenant, session.id))
    event.add("sequence", session.version)
    event.add("dtstamp", now)
    event.add("dtstart", plan.starts_at)
    event.add("dtend", plan.ends_at)
    event.add("summary", _clean(title_of(entry)))
    event.add("status", "CANCELLED" if session.state is SessionState.CANCELLED else "CONFIRMED")
    event.add("location", _clean(plan.place or plan.link or ""))
    event.add("description", _clean(_description(plan)))
    return event


def _description(plan: SessionPlan) -> str:
    lines = [f"Join: {plan.link}"] if plan.link else []
    if plan.supports:
        lines.append(f"On offer: {', '.join(_WORDS[support] for support in plan.supports)}.")
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Without the characters that a calendar can't hold, or that readers take for the end of a line."""
    return "".join(one if one == "\n" or one.isprintable() else " " for one in text)


def title_of(entry: TitledSession) -> str:
    """What a session is called; of a module of several sessions, the how-manieth it is."""
    return entry.title if entry.parts == 1 else f"{entry.title} ({entry.session.part} of {entry.parts})"
