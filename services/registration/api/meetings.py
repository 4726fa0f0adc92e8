"""Meetings over HTTP: they are planned, seen, changed and cancelled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.registration.api.meeting_models import InvitedBody, MeetingBody, NewMeeting
from services.registration.api.meeting_views import MeetingView
from services.registration.api.models import Code
from services.registration.api.seen import own_ids, sees_place
from services.registration.api.views import Created
from services.registration.api.wiring import Wiring
from services.registration.api.words import Id, MeetingId
from services.registration.commands.cancel_meeting import CancelMeeting, cancel_meeting
from services.registration.commands.change_meeting import ChangeMeeting, change_meeting
from services.registration.commands.invite_to_meeting import InviteToMeeting, invite_to_meeting
from services.registration.commands.schedule_meeting import ScheduleMeeting, schedule_meeting
from services.registration.domain.meeting_parts import MeetingStatus
from services.registration.queries.period import Period
from services.registration.queries.read_meetings import WantedMeetings, list_meetings, read_meeting
from shared.contracts.registration import MeetingKind
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId, fingerprint_of
from shared.web.paging import Page, PageQuery, encode_cursor


def meetings_router(wiring: Wiring) -> APIRouter:
    """The routes of meetings to come, and of reading any."""
    router = APIRouter(prefix="/v1/{tenant}/meetings", tags=["meetings"])
    _reading(router, wiring)

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def schedule(
        tenant: TenantId, new: NewMeeting, meeting_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Plans a meeting."""
        with wiring.meter.measure("schedule_meeting"):
            command = ScheduleMeeting(
                tenant=tenant,
                meeting_id=meeting_id,
                about=new.about(),
                arrangements=new.arrangements(),
                invited=tuple(new.invited),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await schedule_meeting(command, wiring.meetings(tenant), wiring.references(tenant))
        tell(response, saved, f"/v1/{tenant}/meetings/{meeting_id}")
        return Created(id=meeting_id)

    @router.put("/{meeting_id}", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def change(
        tenant: TenantId,
        meeting_id: MeetingId,
        plan: MeetingBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Says the whole of what is planned anew."""
        with wiring.meter.measure("change_meeting"):
            command = ChangeMeeting(
                meeting_id=meeting_id,
                about=plan.about(),
                arrangements=plan.arrangements(),
                invited=None if plan.invited is None else tuple(plan.invited),
                expected=expected,
            )
            saved = await change_meeting(command, wiring.meetings(tenant), wiring.references(tenant))
        tell(response, saved)

    @router.post("/{meeting_id}/invited", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def invite(tenant: TenantId, meeting_id: MeetingId, more: InvitedBody, response: Response) -> None:
        """Invites more people."""
        with wiring.meter.measure("invite_to_meeting"):
            command = InviteToMeeting(meeting_id=meeting_id, participants=tuple(more.participants))
            saved = await invite_to_meeting(command, wiring.meetings(tenant), wiring.references(tenant))
        tell(response, saved)

    @router.post("/{meeting_id}/cancel", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def cancel(tenant: TenantId, meeting_id: MeetingId, response: Response) -> None:
        """Calls a meeting off."""
        with wiring.meter.measure("cancel_meeting"):
            command = CancelMeeting(meeting_id=meeting_id, on=wiring.today())
            saved = await cancel_meeting(command, wiring.meetings(tenant))
        tell(response, saved)

    return router


def _reading(router: APIRouter, wiring: Wiring) -> None:
    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def list_all(
        tenant: TenantId,
        who: CurrentPrincipal,
        page: PageQuery,
        kind: MeetingKind | None = None,
        status: MeetingStatus | None = None,
        organisation: Annotated[Code | None, Query(description="Held for this one.")] = None,
        project_id: Annotated[Id | None, Query()] = None,
        first: Annotated[date | None, Query(alias="from", description="The first day.")] = None,
        last: Annotated[date | None, Query(alias="to", description="The last day.")] = None,
    ) -> Page[MeetingView]:
        """Lists meetings by day; for a member those to which they are invited."""
        after, own = page.after_as(str, str) or (), own_ids(who, tenant)
        wanted = WantedMeetings(
            kind=kind,
            status=status,
            organisation=organisation,
            project_id=project_id,
            period=Period(first, last),
        )
        found, following = await list_meetings(
            wanted, own, page.limit, [str(part) for part in after], wiring.meetings(tenant)
        )
        views = [MeetingView.of(one, with_place=sees_place(who, tenant), own_ids=own) for one in found]
        cursor = encode_cursor(following[0].isoformat(), following[1]) if following else None
        return Page(items=views, next=cursor)

    @router.get("/{meeting_id}", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def read(
        tenant: TenantId, meeting_id: MeetingId, who: CurrentPrincipal, response: Response
    ) -> MeetingView:
        """Shows a meeting; to a member one to which they are invited."""
        own = own_ids(who, tenant)
        meeting = await read_meeting(meeting_id, own, wiring.meetings(tenant))
        response.headers["ETag"] = etag(meeting.version)
        return MeetingView.of(meeting, with_place=sees_place(who, tenant), own_ids=own)
