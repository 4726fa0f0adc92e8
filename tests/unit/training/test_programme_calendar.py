"""The programme as a calendar, read back by another library than the one that writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus

from services.training.api.programme_calendar import programme_calendar
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from services.training.domain.session_plan import SessionPlan
from services.training.queries.read_sessions import TitledSession
from shared.contracts.training import SessionSupport, Track

NOW = datetime(2018, 3, 1, 9, tzinfo=UTC)


def session(**more: Any) -> Session:
    """On a day of summer time: at 11 in London."""
    begin = datetime(2018, 5, 14, 10, tzinfo=UTC)
    told: dict[str, Any] = {"place": "Room 3, Lanyon; Belfast\n2nd floor", "link": None, "supports": []}
    plan = SessionPlan(
        starts_at=begin,
        ends_at=begin.replace(hour=12),
        starts_on=begin.date(),
        capacity=12,
        held_places=0,
        release_days=0,
        **told | more,
    )
    return Session.schedule(
        tenant="north",
        session_id="0199",
        module_id="module",
        module_version=1,
        part=2,
        track=Track.JOINT,
        college="BRC",
        plan=plan,
    )


def read_back(of: Session, *, title: str = "Measuring, together; a start", parts: int = 3) -> Event:
    written = programme_calendar("north", "Belfast Recovery College", [TitledSession(of, title, parts)], NOW)
    (event,) = IcsCalendarStream.calendar_from_ics(written.decode()).events
    return event


def test_a_session_is_read_back_as_it_was_planned() -> None:
    planned = session(
        link="https://example.org/room", supports=[SessionSupport.EXPENSES, SessionSupport.REMOTE]
    )
    planned.version = 7

    event = read_back(planned)

    assert event.uid == "session-0199@north.levelfield"
    assert event.sequence == 7
    assert event.dtstart == datetime(2018, 5, 14, 10, tzinfo=UTC)
    assert event.dtend == datetime(2018, 5, 14, 12, tzinfo=UTC)
    assert event.summary == "Measuring, together; a start (2 of 3)"
    assert event.location == "Room 3, Lanyon; Belfast\n2nd floor"
    assert (
        event.description == "Join: https://example.org/room\nOn offer: expenses are paid, joining from afar."
    )
    assert event.status is EventStatus.CONFIRMED


def test_all_times_are_written_in_utc() -> None:
    written = programme_calendar("north", "BRC", [TitledSession(session(), "x", 1)], NOW)

    assert b"DTSTART:20180514T100000Z\r\n" in written
    assert b"DTSTAMP:20180301T090000Z\r\n" in written


def test_a_cancelled_session_stays_in_as_cancelled() -> None:
    planned = session()
    planned.cancel(Moment(NOW, NOW.date()))

    assert read_back(planned).status is EventStatus.CANCELLED


def test_a_module_of_one_session_is_called_by_its_title_alone() -> None:
    assert read_back(session(), title="Alone", parts=1).summary == "Alone"


@pytest.mark.parametrize("odd", ["\r\n", "\x00", "\u2028", "\x85", "\x0b"])
def test_no_text_can_end_its_line_and_begin_another_property(odd: str) -> None:
    smuggled = f"Room{odd}ATTENDEE:mailto:somebody@example.org"

    event = read_back(session(place=smuggled), title=smuggled)

    assert event.attendees == []
    assert event.location is not None
    assert event.location.startswith("Room")
    assert event.location.endswith("ATTENDEE:mailto:somebody@example.org")


def test_a_long_line_is_folded_at_75_bytes_and_read_back_whole() -> None:
    title = "é" * 150
    written = programme_calendar("north", "BRC", [TitledSession(session(), title, 1)], NOW)

    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert read_back(session(), title=title, parts=1).summary == title
