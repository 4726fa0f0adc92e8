"""Meetings for the tests of their rules, and strategies for whoever comes to them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from services.registration.domain.attendance import AttendanceStatus, Entry
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import About, Account, Arrangements
from shared.contracts.registration import Barrier, MeetingCounts, MeetingKind, Role

DAY = date(2018, 1, 15)
EVE = date(2018, 1, 14)
ABOUT = About(purpose=MeetingKind.COLLABORATIVE, day=DAY)
ARRANGEMENTS = Arrangements(
    starts_at=datetime(2018, 1, 15, 10, tzinfo=UTC),
    ends_at=datetime(2018, 1, 15, 15, 30, tzinfo=UTC),
    place="Mossley Mill",
)
JANUARY = MeetingCounts(attended={Role.SERVICE_USER: 1, Role.CARER: 2, Role.PROFESSIONAL: 47})


def entry(
    status: AttendanceStatus = AttendanceStatus.ATTENDED,
    role: Role = Role.PROFESSIONAL,
    organisation: str | None = "BHSCT",
    barrier: Barrier | None = None,
) -> Entry:
    return Entry(status=status, role=role, organisation=organisation, barrier=barrier)


ACCEPTED = entry(AttendanceStatus.ACCEPTED)
ATTENDED = entry()
ABSENT = entry(AttendanceStatus.ABSENT)
APOLOGIES = entry(AttendanceStatus.APOLOGIES, Role.CARER, None, Barrier.CARER_COVER)


ENTRY = st.builds(
    Entry,
    status=st.sampled_from(AttendanceStatus),
    barrier=st.none() | st.sampled_from([Barrier.TIMING, Barrier.CARER_COVER]),
    role=st.sampled_from(Role),
    organisation=st.sampled_from([None, "BHSCT", "NHSCT"]),
)
SENSIBLE = ENTRY.filter(lambda one: (one.status is AttendanceStatus.APOLOGIES) == (one.barrier is not None))


def scheduled(*invited: str) -> Meeting:
    return Meeting.schedule(
        tenant="mental-health-ni", meeting_id="m", about=ABOUT, arrangements=ARRANGEMENTS, invited=invited
    )


def entered(account: Account) -> Meeting:
    return Meeting.enter(tenant="mental-health-ni", meeting_id="m", about=ABOUT, account=account, on=DAY)


def held(**attendance: Entry) -> Meeting:
    meeting = scheduled()
    meeting.note(attendance, DAY)
    meeting.hold(on=DAY)
    return meeting


def told(meeting: Meeting) -> list[str]:
    return [type(recorded.event).__name__ for recorded in meeting.recorded]
