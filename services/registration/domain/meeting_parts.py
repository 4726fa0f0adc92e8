"""What a meeting is made of: what it is about, how it is arranged, and the account of one that was held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.registration.domain.attendance import AttendanceStatus, Entry, check_list
from services.registration.domain.counts import tidied
from shared.contracts.refusal import Invalid
from shared.contracts.registration import MeetingCounts, MeetingKind, MeetingSupport


class MeetingStatus(StrEnum):
    """Where a meeting is in its life."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a meeting is for, and on which day it is in London."""

    purpose: MeetingKind
    day: date
    organisation: str | None = None
    """The code of the organisation that it is held for, if it is one's own."""

    project_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrangements:
    """When and where exactly. ``place`` and ``link`` stay with the meeting and are in no event."""

    starts_at: datetime
    ends_at: datetime
    place: str | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Who came to a meeting that was held, as a list or as counts alone, and what was done for them."""

    supports: tuple[MeetingSupport, ...] = ()
    attendance: Mapping[str, Entry] | None = None
    counts: MeetingCounts | None = None


def check_arrangements(arrangements: Arrangements) -> None:
    """Does nothing for a meeting that ends after it begins.

    Raises:
        Invalid: it does not.
    """
    if arrangements.ends_at <= arrangements.starts_at:
        raise Invalid("ends-before-it-begins", "A meeting ends after it begins. Check the two times.")


def checked(account: Account) -> Account:
    """The account as it is kept.

    Raises:
        Invalid: it contradicts itself, or says of somebody only that they had accepted.
    """
    if (account.attendance is None) == (account.counts is None):
        raise Invalid("list-or-counts", "Give either the list of who came or counts alone.")
    attendance = account.attendance or {}
    check_list(attendance)
    if any(entry.status is AttendanceStatus.ACCEPTED for entry in attendance.values()):
        raise Invalid("accepted-too-late", "Say of everybody whether they came: the meeting was held.")
    return Account(
        supports=tuple(in_order(account.supports)),
        attendance=attendance,
        counts=tidied(account.counts) if account.counts else None,
    )


def in_order(supports: Iterable[MeetingSupport]) -> list[MeetingSupport]:
    """Each support once, in a fixed order."""
    given = set(supports)
    return [support for support in MeetingSupport if support in given]
