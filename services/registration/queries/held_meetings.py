"""All meetings that were held, one page in memory at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import MeetingStatus
from services.registration.queries.read_meetings import WantedMeetings
from shared.contracts.refusal import Invalid
from shared.persistence.store import Store

PAGE = 100
MOST = 5_000


async def held_meetings(wanted: WantedMeetings, meetings: Store[Meeting]) -> AsyncGenerator[Meeting]:
    """Those wanted that were held, by day. One that was cancelled is never among them.

    Raises:
        Invalid: there are so many that an answer about each would be too long.
    """
    where = replace(wanted, status=MeetingStatus.HELD).conditions()
    after: tuple[str, ...] = ()
    given = 0
    while found := await meetings.page(where, PAGE, after, order_by="about.day"):
        given += len(found)
        if given > MOST:
            raise Invalid(
                "period-too-long", "There are more than 5,000 meetings here. Ask for a shorter time."
            )
        for meeting in found:
            yield meeting
        after = (found[-1].about.day.isoformat(), found[-1].id)
