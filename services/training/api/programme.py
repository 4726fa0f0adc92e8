"""What a Recovery College gives, over HTTP: as JSON, and as a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.training.api.programme_calendar import programme_calendar
from services.training.api.session_views import SessionLine
from services.training.api.wiring import Wiring
from services.training.domain.moment import Moment
from services.training.queries.read_programme import known_college
from services.training.queries.read_sessions import SessionFilter, TitledSession, list_sessions
from shared.web.access import TenantId, allow
from shared.web.paging import Page, PageQuery, encode_cursor

CollegeCode = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", description="Its code.", examples=["BRC"])
]

CALENDAR_DAYS_BACK = 90
MOST_IN_CALENDAR = 1_000


class ProgrammeSession(SessionLine):
    """A session of the programme."""

    parts: int
    """How many sessions the module takes."""

    @classmethod
    def of_entry(cls, entry: TitledSession, now: Moment) -> ProgrammeSession:
        return cls(**SessionLine.of(entry.session, entry.title, now).model_dump(), parts=entry.parts)


def programme_router(wiring: Wiring) -> APIRouter:
    """The routes of the programme."""
    router = APIRouter(prefix="/v1/{tenant}/programme", tags=["programme"])
    everybody = allow("lead", "facilitator", "member", "evaluator", "partner")

    # Before the other one, whose path would match this one's too.
    @router.get(
        "/{college}.ics",
        dependencies=[everybody],
        response_class=Response,
        responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
    )
    async def as_calendar(tenant: TenantId, college: CollegeCode) -> Response:
        """Gives the programme as iCalendar: what is to come, and what was in the last 90 days."""
        known = await known_college(tenant, college, wiring.organisations(tenant))
        now = wiring.now()
        wanted = SessionFilter(college=college, first_day=now.day - timedelta(days=CALENDAR_DAYS_BACK))
        entries, _ = await list_sessions(
            wanted, wiring.sessions(tenant), wiring.modules(tenant), MOST_IN_CALENDAR
        )
        calendar = programme_calendar(tenant, known.name, entries, now.at)
        return Response(calendar, media_type="text/calendar; charset=utf-8")

    @router.get("/{college}", dependencies=[everybody])
    async def as_json(
        tenant: TenantId,
        college: CollegeCode,
        page: PageQuery,
        first_day: Annotated[date | None, Query(alias="from", description="Today if left out.")] = None,
        last_day: Annotated[date | None, Query(alias="to", description="The last day, in London.")] = None,
    ) -> Page[ProgrammeSession]:
        """Lists the programme by day, a page at a time, with the sessions that were cancelled."""
        await known_college(tenant, college, wiring.organisations(tenant))
        now = wiring.now()
        entries, following = await list_sessions(
            SessionFilter(college=college, first_day=first_day or now.day, last_day=last_day),
            wiring.sessions(tenant),
            wiring.modules(tenant),
            page.limit,
            [str(part) for part in page.after_as(str, str) or ()],
        )
        return Page(
            items=[ProgrammeSession.of_entry(entry, now) for entry in entries],
            next=encode_cursor(*following) if following else None,
        )

    return router
