"""A lead's start page: what waits for them, who is in the room, what comes next."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from services.portal.clients.imports import Import, ImportDesk, Imports
from services.portal.clients.modules import ModulesClient
from services.portal.clients.notifications import Subscriptions
from services.portal.clients.own_sessions import OwnSessions, OwnSessionsClient
from services.portal.clients.partners import Deliveries, Partners
from services.portal.clients.parts import Part, part
from services.portal.clients.readiness import ReadinessClient
from services.portal.clients.service import Caller
from services.portal.clients.sessions import SessionsClient
from services.portal.wiring import Wiring
from shared.local_time import day_in_london
from shared.web.access import CurrentPrincipal, TenantId, allow

_REGISTERS_STAY_OPEN = timedelta(days=30)
_IMPORTS_WAIT_FOR = timedelta(days=14)
"""After that, whoever wanted the rejected rows in has brought them in."""


def lead_home_router(wiring: Wiring) -> APIRouter:
    """The overview. Twelve questions, side by side, and one more for those whose record is known; what is
    away leaves its part empty."""
    router = APIRouter(prefix="/lead/{tenant}", include_in_schema=False)

    @router.get("", dependencies=[allow("lead", "facilitator")])
    async def overview(request: Request, tenant: TenantId, who: CurrentPrincipal) -> Response:
        caller = wiring.caller(request, tenant)
        today = day_in_london(wiring.clock())
        coming: dict[str, str | int] = {"status": "planned", "from_": today.isoformat(), "limit": 5}
        collaborative, meetings, chart, learning, waiting, giving = await asyncio.gather(
            part(wiring.registration.collaborative(caller, tenant)),
            part(wiring.registration.meetings(caller, tenant, **coming)),
            part(wiring.evaluation.representation_after(caller, tenant)),
            _learning(wiring, caller, tenant, today),
            _waiting(wiring, caller, tenant, leads=who.has_role(tenant, "lead")),
            _giving(wiring, caller, tenant, today, known=bool(who.participants_in(tenant))),
        )
        return wiring.pages.page(
            request,
            "lead/home.html",
            title=collaborative.value.name if collaborative.value else "Overview",
            tenant=tenant,
            chart=chart,
            meetings=meetings,
            **learning,
            **waiting,
            giving=giving,
        )

    return router


async def _learning(wiring: Wiring, caller: Caller, tenant: str, today: date) -> dict[str, Any]:
    """What comes next of learning, and how far each organisation is."""
    coming: dict[str, str | int] = {"state": "scheduled", "from_": today.isoformat(), "limit": 5}
    sessions, readiness = await asyncio.gather(
        part(SessionsClient(wiring.training).page(caller, tenant, **coming)),
        part(ReadinessClient(wiring.training).page(caller, tenant, limit=50)),
    )
    return {"sessions": sessions, "readiness": readiness}


async def _giving(
    wiring: Wiring, caller: Caller, tenant: str, today: date, *, known: bool
) -> Part[OwnSessions] | None:
    """The sessions that they give themselves, and those of late whose register is open; None for those whose
    record is not known."""
    if not known:
        return None
    sessions = OwnSessionsClient(wiring.training)
    return await part(sessions.of(caller, tenant, "giving", today - _REGISTERS_STAY_OPEN))


async def _waiting(wiring: Wiring, caller: Caller, tenant: str, *, leads: bool) -> dict[str, Any]:
    """What waits for somebody. Imports and failed deliveries are a lead's alone."""
    imported, partners = ImportDesk(wiring.registration.client), Partners(wiring.notifications.client)
    celebrations, reports, modules, subscriptions, imports, unsent = await asyncio.gather(
        part(wiring.notifications.celebrations(caller, tenant, state="proposed", limit=20)),
        part(wiring.evaluation.reports(caller, tenant)),
        part(ModulesClient(wiring.training).page(caller, tenant, state="in_review", limit=20)),
        part(wiring.notifications.subscriptions(caller, tenant) if leads else _none(Subscriptions(items=[]))),
        part(imported.recent(caller, tenant, 5) if leads else _none(Imports(items=[]))),
        part(partners.failed(caller, tenant, 5) if leads else _none(Deliveries(items=[]))),
    )
    drafted = reports.value.items if reports.value else []
    webhooks = subscriptions.value.items if subscriptions.value else []
    return {
        "celebrations": celebrations,
        "reports": reports,
        "waiting_reports": [one for one in drafted if one.state in ("draft", "signed_off")],
        "modules": modules,
        "subscriptions": subscriptions,
        "imports": imports,
        "rejected": rejected_lately(imports.value, wiring.clock()),
        "unsent": unsent,
        "failing": [one for one in webhooks if one.failing_since is not None],
    }


async def _none[T](nothing: T) -> T:
    return nothing


def rejected_lately(imports: Imports | None, now: datetime) -> list[Import]:
    """The imports of the last days some of whose rows were not taken."""
    since = now - _IMPORTS_WAIT_FOR
    return [
        one for one in (imports.items if imports else ()) if one.totals.rejected and one.begun_at >= since
    ]
