"""What goes into people's calendars, read back by another library than the one that writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus
from ical.timezone import IcsTimezoneInfo

from services.notifications.adapters.ical_calendar import ICalendar
from services.notifications.commands.delivery_ports import Entry
from services.notifications.domain.delivery import Cause, Delivery
from services.notifications.domain.gathering import Gathering, Place, Plan, session_id
from services.training.api.programme_calendar import uid_of
from shared.contracts.notifications import MessageKind
from shared.local_time import LONDON
from tests.support.letters import NOW, letter

_HOSTILE = ("", "BEGIN:VEVENT\r\n", "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:")
CALENDAR = ICalendar("collaborative@example.com")


def gathering(
    what: str = "training session", starts_at: datetime = datetime(2018, 5, 14, 10, tzinfo=UTC)
) -> Gathering:
    """On a day of summer time: at 11 in London."""
    plan = Plan(what=what, organisation=None, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return Gathering(
        tenant="north", id=session_id("0199"), planned=plan, plan=3, people={"p-1": Place.CONFIRMED}
    )


def entry(
    message: MessageKind,
    about: Gathering | None = None,
    sequence: int = 5,
    calendar: bool = True,
    name: str = "Nuala Example (invented)",
    email: str = "nuala.example@example.org",
) -> Entry | None:
    facts = {"calendar": "yes"} if calendar else {}
    about = about or gathering()
    cause = Cause(event="e", gathering=about.id, plan=3, sequence=sequence, facts=facts)
    delivery = Delivery.queue("north", "p-1", message, cause, NOW)
    return CALENDAR.entry(delivery, about, letter(name=name, email=email).to, NOW)


def read_back(written: Entry | None) -> tuple[Calendar, Event]:
    assert written
    calendar = IcsCalendarStream.calendar_from_ics(written.content.decode())
    (event,) = calendar.events
    return calendar, event


def test_an_entry_asks_for_the_time_that_it_is_in_london() -> None:
    written = entry(MessageKind.PLACE_CONFIRMED)
    calendar, event = read_back(written)
    assert calendar.method == "REQUEST"
    assert event.summary == "Training session"
    assert written
    assert b"DTSTART;TZID=Europe/London:20180514T110000" in written.content
    assert event.dtstart == datetime(2018, 5, 14, 11, tzinfo=LONDON)
    assert event.dtend == datetime(2018, 5, 14, 13, tzinfo=LONDON)
    assert (event.sequence, event.status) == (5, EventStatus.CONFIRMED)
    assert event.organizer
    assert str(event.organizer.uri) == "mailto:collaborative@example.com"
    assert [str(one.uri) for one in event.attendees] == ["mailto:nuala.example@example.org"]


def test_a_session_has_the_uid_that_it_has_in_its_colleges_programme() -> None:
    _, event = read_back(entry(MessageKind.PLACE_CONFIRMED))
    assert event.uid == uid_of("north", "0199")


def test_a_change_and_a_cancellation_replace_what_was_there() -> None:
    told = (
        (MessageKind.PLACE_CONFIRMED, 5, "REQUEST", EventStatus.CONFIRMED),
        (MessageKind.SESSION_CHANGED, 7, "REQUEST", EventStatus.CONFIRMED),
        (MessageKind.SESSION_CANCELLED, 9, "CANCEL", EventStatus.CANCELLED),
    )
    for message, sequence, method, status in told:
        written = entry(message, sequence=sequence)
        calendar, event = read_back(written)
        assert written
        assert (calendar.method, written.method, event.status) == (method, method, status)
        assert (event.uid, event.sequence) == (uid_of("north", "0199"), sequence)


@pytest.mark.parametrize("message", [MessageKind.MEETING_INVITATION, MessageKind.MEETING_CHANGED])
def test_meetings_are_asked_for_too(message: MessageKind) -> None:
    about = gathering("co-design meeting")
    about.people = {"p-1": Place.INVITED}
    calendar, event = read_back(entry(message, about))
    assert (calendar.method, event.summary) == ("REQUEST", "Co-design meeting")


@pytest.mark.parametrize("message", [MessageKind.PLACE_WAITING, MessageKind.SESSION_CHANGED])
def test_who_waits_for_a_place_has_nothing_in_their_calendar(message: MessageKind) -> None:
    about = gathering()
    about.people = {"p-1": Place.WAITING}
    assert entry(message, about) is None


def test_what_was_never_in_a_calendar_is_not_cancelled_there() -> None:
    assert entry(MessageKind.SESSION_CANCELLED, calendar=False) is None


def test_without_a_plan_or_an_address_there_is_no_entry() -> None:
    about = gathering()
    about.planned = None
    assert entry(MessageKind.PLACE_CONFIRMED, about) is None
    assert entry(MessageKind.PLACE_CONFIRMED, email="") is None


def test_nobody_is_named_in_an_entry_but_the_one_whose_it_is() -> None:
    written = entry(MessageKind.PLACE_CONFIRMED)
    assert written
    assert b"Nuala" not in written.content
    assert written.content.decode().count("mailto:") == 2


def test_the_rules_of_london_time_in_an_entry_are_those_of_london() -> None:
    calendar, _ = read_back(entry(MessageKind.PLACE_CONFIRMED))
    ruled = IcsTimezoneInfo.from_timezone(calendar.timezones[0])
    changes = [
        datetime(year, month, day, hour, minute, tzinfo=UTC).astimezone(LONDON)
        for year in range(2018, 2038)
        for month in (3, 10)
        for day in range(25, 32)
        for hour, minute in ((0, 59), (1, 1), (2, 1))
    ]
    for at in changes:
        # Of the hour that comes twice, the reader knows the first one only.
        assert at.fold or at.replace(tzinfo=ruled).utcoffset() == at.utcoffset(), at


@settings(max_examples=50)
@given(st.sampled_from(_HOSTILE), st.text() | st.text(alphabet='BEGIN:VT\r\n;,\\"\x00\u2028 ', max_size=40))
def test_no_name_breaks_an_entry(hostile: str, text: str) -> None:
    name = hostile + text
    _, event = read_back(entry(MessageKind.PLACE_CONFIRMED, gathering(what=f"a{name}"), name=name))
    assert event.uid == uid_of("north", "0199")
    assert event.summary is not None
    assert event.summary.startswith("A")
