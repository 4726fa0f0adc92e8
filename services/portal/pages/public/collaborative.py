"""The page of one collaborative for everybody: who is in the room, its reports, what it celebrates."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.portal.clients.parts import part
from services.portal.wiring import Wiring
from shared.web.access import TenantId, public

ReportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def collaborative_router(wiring: Wiring) -> APIRouter:
    """The public pages of a collaborative. Five questions."""
    router = APIRouter(prefix="/collaboratives/{tenant}", include_in_schema=False)

    @router.get("", dependencies=[public()])
    async def show(request: Request, tenant: TenantId) -> Response:
        collaborative, chart, reports, celebrated = await asyncio.gather(
            part(wiring.registration.shown_to_everybody(tenant)),
            part(wiring.evaluation.representation(tenant)),
            part(wiring.evaluation.published(tenant)),
            part(wiring.notifications.celebrated(tenant)),
        )
        return wiring.pages.page(
            request,
            "public/collaborative.html",
            title=collaborative.value.name if collaborative.value else "A collaborative",
            for_everybody=not (collaborative.away or chart.away or reports.away or celebrated.away),
            tenant=tenant,
            collaborative=collaborative,
            chart=chart,
            reports=reports,
            celebrated=celebrated,
        )

    @router.get("/reports/{report_id}", dependencies=[public()])
    async def report(tenant: TenantId, report_id: ReportId) -> Response:
        """As evaluation makes it: one file, with a policy of its own that lets nothing run."""
        found = await wiring.evaluation.published_page(tenant, report_id)
        answer = Response(found.content, media_type="text/html")
        answer.headers["Content-Security-Policy"] = found.headers["Content-Security-Policy"]
        return answer

    return router
