"""Somebody's meetings and sessions as iCalendar (RFC 5545), to be put into a calendar of their own.

Invariants: a meeting or session has the UID by which messages and a college's programme name it, so that it
is in a calendar once; its SEQUENCE is the number of its owner's last event, as in messages. What people have
typed is one line of printable characters, escaped and folded by the library, so that nothing in it can begin
another line of the file. No name and no identifier of a person is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

_MOST = 500


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Something that somebody is expected at.

    Args:
        kind: ``meeting`` or ``session``.
        place: where it is, or the link to it; empty if neither is known.
        about: lines that say more; empty ones are left out.
    """

    kind: str
    id: str
    what: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    place: str
    about: tuple[str, ...]


def own_calendar(tenant: str, appointments: Iterable[Appointment], now: datetime) -> bytes:
    """The calendar.

    Args:
        now: when it is made, UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Levelfield//My calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in appointments:
        event = Event()
        event.add("uid", f"{one.kind}-{one.id}@{tenant}.levelfield")
        event.add("sequence", one.sequence)
        event.add("dtstamp", now)
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("status", "CONFIRMED")
        event.add("summary", one_line(one.what))
        if one.place:
            event.add("location", one_line(one.place))
        event.add("description", "\n".join(one_line(line) for line in one.about if line))
        calendar.add_component(event)
    return calendar.to_ical()


def one_line(text: str) -> str:
    """Without what readers take for the end of a line or a calendar cannot hold, and of a bounded length."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:_MOST]
