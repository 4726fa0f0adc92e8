"""My meetings and sessions, to be put into a calendar of my own."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from services.portal.clients.own_meetings import OwnMeeting, OwnMeetingsClient
from services.portal.clients.own_sessions import OwnSession, OwnSessionsClient
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.calendar import Appointment, own_calendar
from services.portal.web.words import MEETING_KINDS, SUPPORTS
from services.portal.wiring import Wiring
from shared.local_time import day_in_london
from shared.web.access import TenantId


def calendar_router(wiring: Wiring) -> APIRouter:
    """The file, three questions; without all three answers there is none, for half of one looks whole."""
    router = APIRouter(prefix="/member/{tenant}/calendar.ics", include_in_schema=False)
    meetings = OwnMeetingsClient(wiring.registration.client)
    sessions = OwnSessionsClient(wiring.training)

    @router.get("", dependencies=MEMBERS)
    async def calendar(request: Request, tenant: TenantId, _: OwnRecord) -> Response:
        caller, now = wiring.caller(request, tenant), wiring.clock()
        today = day_in_london(now)
        invited, learning, giving = await asyncio.gather(
            meetings.to_come(caller, tenant, today),
            sessions.of(caller, tenant, "learning", today),
            sessions.of(caller, tenant, "giving", today),
        )
        expected = [
            *(found for one in invited.items if (found := of_meeting(one))),
            *(of_session(one) for one in [*learning.items, *giving.items] if one.own and one.own.has_place),
        ]
        content = own_calendar(tenant, expected, now)
        answer = Response(content, media_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="my-levelfield-calendar.ics"'
        return answer

    return router


def of_meeting(meeting: OwnMeeting) -> Appointment | None:
    """The entry; None of one without its times, or for which one has sent apologies."""
    if meeting.starts_at is None or meeting.ends_at is None or meeting.answer == "apologies":
        return None
    return Appointment(
        kind="meeting",
        id=meeting.id,
        what=MEETING_KINDS[meeting.kind],
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        sequence=meeting.sequence,
        place=meeting.place or meeting.link or "",
        about=(f"Join: {meeting.link}" if meeting.link else "",),
    )


def of_session(session: OwnSession) -> Appointment:
    """The entry of somebody who has a place or gives it."""
    offered = ", ".join(SUPPORTS[one] for one in session.supports)
    return Appointment(
        kind="session",
        id=session.id,
        what=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        sequence=session.sequence,
        place=session.place or session.link or "",
        about=(
            f"Join: {session.link}" if session.link else "",
            f"On offer: {offered}" if offered else "",
        ),
    )
