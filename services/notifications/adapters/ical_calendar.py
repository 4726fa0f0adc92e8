"""``Calendar`` with iCalendar (RFC 5545), exchanged by mail as iTIP and iMIP say (RFC 5546, RFC 6047).

Invariants: a meeting or session has one UID for ever, the one it has in a college's programme too; what comes
later has a higher SEQUENCE, the number of the owner's event that the message comes from, so that a change and
a cancellation replace what was there. Nobody's name and no free text is in an entry.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from icalendar import Calendar, Event, Timezone, vCalAddress

from services.notifications.adapters.clean_text import one_line
from services.notifications.adapters.letter_in_mime import NoAddress, read_address
from services.notifications.commands.delivery_ports import Contact, Entry
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.gathering import Gathering, Place, Plan
from shared.contracts.notifications import MessageKind
from shared.local_time import LONDON

_ASKING = (MessageKind.MEETING_INVITATION, MessageKind.MEETING_CHANGED, MessageKind.PLACE_CONFIRMED)
_CANCELLING = (MessageKind.MEETING_CANCELLED, MessageKind.SESSION_CANCELLED)
_ABOUT = "The message that this came with says more. If you can't come, please tell us."
_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
"""As it has been since 1996. The library's own is an hour late in March (icalendar 7.3)."""

_SAFE_IN_ADDRESSES = "@!$'*+-/=_.~"


class ICalendar:
    """Makes the entry that goes with a message.

    Args:
        organiser: the address that messages are from.
    """

    def __init__(self, organiser: str) -> None:
        self._organiser = vCalAddress(_mailto(organiser))

    def entry(self, delivery: Delivery, gathering: Gathering, to: Contact, now: datetime) -> Entry | None:
        """Asks for the time of whoever has a place or is invited, or gives it back.

        None for those who only wait for a place, and of messages that change nothing in a calendar.
        """
        method = _method(delivery, gathering)
        if method is None or gathering.planned is None:
            return None
        event = _event(gathering.planned, now)
        event.add("uid", uid_of(gathering))
        event.add("sequence", delivery.cause.sequence)
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        event.add("organizer", self._organiser)
        try:
            attendee = vCalAddress(_mailto(to.email))
        except NoAddress:
            return None  # Invitations go by e-mail alone.
        attendee.params["RSVP"] = "FALSE"
        event.add("attendee", attendee)

        calendar = Calendar()
        calendar.add("prodid", "-//Levelfield//Messages//EN")
        calendar.add("version", "2.0")
        calendar.add("method", method)
        calendar.add_component(Timezone.from_ical(_LONDON))
        calendar.add_component(event)
        return Entry(content=calendar.to_ical(), method=method)


def uid_of(gathering: Gathering) -> str:
    """By which every calendar knows a meeting or session again."""
    kind, _, owner_id = gathering.id.partition(".")
    return f"{kind}-{owner_id}@{gathering.tenant}.levelfield"


def _method(delivery: Delivery, gathering: Gathering) -> str | None:
    if delivery.message in _CANCELLING:
        return "CANCEL" if delivery.cause.facts.get("calendar") else None
    has_place = gathering.people.get(delivery.participant_id) is Place.CONFIRMED
    moved = delivery.message is MessageKind.SESSION_CHANGED and has_place
    return "REQUEST" if moved or delivery.message in _ASKING else None


def _event(planned: Plan, now: datetime) -> Event:
    event = Event()
    what = one_line(planned.what)
    event.add("summary", what[:1].upper() + what[1:])
    event.add("description", _ABOUT)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", planned.starts_at.astimezone(LONDON))
    event.add("dtend", planned.ends_at.astimezone(LONDON))
    return event


def _mailto(address: str) -> str:
    """Raises ``NoAddress``."""
    return "mailto:" + quote(read_address(address).spec, safe=_SAFE_IN_ADDRESSES)
