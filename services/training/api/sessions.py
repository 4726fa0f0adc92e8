"""Sessions over HTTP: they are planned, found, changed, cancelled and held."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.training.api.module_views import Created
from services.training.api.paths import Code, SessionId
from services.training.api.session_models import NewSession, PlanBody
from services.training.api.session_views import SessionLine, SessionView, Viewer
from services.training.api.wiring import Wiring
from services.training.commands.cancel_session import CancelSession, cancel_session
from services.training.commands.change_session import ChangeSession, change_session
from services.training.commands.hold_session import HoldSession, hold_session
from services.training.commands.release_held_places import ReleaseHeldPlaces, release_held_places
from services.training.commands.schedule_session import ScheduleSession, schedule_session
from services.training.domain.session_record import SessionState
from services.training.queries.read_sessions import OwnPart, SessionFilter, list_sessions, read_session
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_LEADS = [allow("lead", "facilitator")]
_BY_ALL = [allow("lead", "facilitator", "evaluator", "member")]


def sessions_router(wiring: Wiring) -> APIRouter:
    """The routes of sessions as wholes."""
    router = APIRouter(prefix="/v1/{tenant}/sessions", tags=["sessions"])

    @router.post("", status_code=201, dependencies=_BY_LEADS)
    async def schedule(
        tenant: TenantId, new: NewSession, session_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Plans a session of one part of a released version."""
        with wiring.meter.measure("schedule_session"):
            command = ScheduleSession(
                tenant=tenant,
                session_id=session_id,
                module_id=new.module_id,
                module_version=new.module_version,
                part=new.part,
                college=new.college,
                plan=new.plan(),
                facilitator_ids=new.facilitators,
                fingerprint=await wiring.fingerprint(request),
            )
            saved = await schedule_session(
                command,
                wiring.sessions(tenant),
                wiring.modules(tenant),
                wiring.people(tenant),
                wiring.organisations(tenant),
            )
        tell(response, saved, f"/v1/{tenant}/sessions/{session_id}")
        return Created(id=session_id)

    @router.get("", dependencies=_BY_ALL)
    async def list_all(
        tenant: TenantId,
        who: CurrentPrincipal,
        page: PageQuery,
        college: Annotated[Code | None, Query()] = None,
        module: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9-]{1,64}$")] = None,
        state: SessionState | None = None,
        first_day: Annotated[date | None, Query(alias="from", description="A day in London.")] = None,
        last_day: Annotated[date | None, Query(alias="to", description="A day in London.")] = None,
        own: Annotated[OwnPart | None, Query(description="Those in which you have this part.")] = None,
    ) -> Page[SessionLine]:
        """Lists sessions by their days; members see those to come, from today on."""
        now = wiring.now()
        viewer = Viewer.of(who, tenant, now)
        only_to_come = not viewer.sees_facilitators
        wanted = SessionFilter(
            college=college,
            module_id=module,
            state=SessionState.SCHEDULED if only_to_come else state,
            first_day=max(first_day or now.day, now.day) if only_to_come else first_day,
            last_day=last_day,
            part=own,
            people=viewer.own_ids,
        )
        after = page.after_as(str, str) or ()
        found, following = await list_sessions(
            wanted,
            wiring.sessions(tenant),
            wiring.modules(tenant),
            page.limit,
            [str(part) for part in after],
        )
        return Page(
            items=[SessionLine.of(one.session, one.title, now, viewer.own_ids) for one in found],
            next=encode_cursor(*following) if following else None,
        )

    @router.get("/{session_id}", dependencies=_BY_ALL)
    async def read(
        tenant: TenantId, session_id: SessionId, who: CurrentPrincipal, response: Response
    ) -> SessionView:
        """Shows a session: to the lead and facilitators with everybody in it, to members with themselves."""
        found = await read_session(session_id, wiring.sessions(tenant), wiring.modules(tenant))
        response.headers["ETag"] = etag(found.session.version, weak=True)
        return SessionView.seen_by(Viewer.of(who, tenant, wiring.now()), found.session, found.title)

    @router.put("/{session_id}", status_code=204, dependencies=_BY_LEADS)
    async def change(
        tenant: TenantId,
        session_id: SessionId,
        body: PlanBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Plans a session otherwise; everybody enrolled is told, and new places are filled at once."""
        with wiring.meter.measure("change_session"):
            command = ChangeSession(
                session_id=session_id,
                plan=body.plan(),
                facilitator_ids=body.facilitators,
                now=wiring.now(),
                expected=expected,
            )
            saved = await change_session(command, wiring.sessions(tenant), wiring.people(tenant))
        tell(response, saved)

    @router.post("/{session_id}/cancellation", status_code=204, dependencies=_BY_LEADS)
    async def cancel(tenant: TenantId, session_id: SessionId, response: Response) -> None:
        """Cancels a session; everybody enrolled is told."""
        with wiring.meter.measure("cancel_session"):
            command = CancelSession(session_id=session_id, now=wiring.now())
            saved = await cancel_session(command, wiring.sessions(tenant))
        tell(response, saved)

    @router.post("/{session_id}/release-of-held-places", status_code=204, dependencies=_BY_LEADS)
    async def release(tenant: TenantId, session_id: SessionId, response: Response) -> None:
        """Gives held places to those who wait, on the release day or later."""
        with wiring.meter.measure("release_held_places"):
            command = ReleaseHeldPlaces(session_id=session_id, now=wiring.now())
            saved = await release_held_places(command, wiring.sessions(tenant))
        tell(response, saved)

    @router.post("/{session_id}/closure", status_code=204, dependencies=_BY_LEADS)
    async def hold(tenant: TenantId, session_id: SessionId, response: Response) -> None:
        """Closes a session that took place; attendance can still be corrected."""
        with wiring.meter.measure("hold_session"):
            command = HoldSession(session_id=session_id, now=wiring.now())
            saved = await hold_session(command, wiring.sessions(tenant))
        tell(response, saved)

    return router
