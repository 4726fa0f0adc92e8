"""Imports of people: which there were, how far one is, and what became of each row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.portal.clients.imports import ImportDesk
from services.portal.wiring import Wiring
from shared.web.access import TenantId, allow

_THE_LEAD = [allow("lead")]
_After = Annotated[str | None, Query(max_length=600)]
ImportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def imports_router(wiring: Wiring) -> APIRouter:
    """The list and the table, one question each; one import, two."""
    router = APIRouter(prefix="/lead/{tenant}/people/imports", include_in_schema=False)
    imports = ImportDesk(wiring.registration.client)

    @router.get("", dependencies=_THE_LEAD)
    async def list_all(request: Request, tenant: TenantId, after: _After = None) -> Response:
        found = await imports.recent(wiring.caller(request, tenant), tenant, 50, after)
        return wiring.pages.page(
            request, "lead/imports.html", title="Imports of people", tenant=tenant, imports=found
        )

    @router.get("/{import_id}", dependencies=_THE_LEAD)
    async def one(request: Request, tenant: TenantId, import_id: ImportId, after: _After = None) -> Response:
        caller = wiring.caller(request, tenant)
        found = await imports.one(caller, tenant, import_id, after)
        ids = [row.participant_id for row in found.report.items if row.participant_id]
        names = await wiring.registration.look_up(caller, tenant, list(dict.fromkeys(ids)))
        return wiring.pages.page(
            request, "lead/one_import.html", title="Import of people", tenant=tenant, job=found, names=names
        )

    @router.get("/{import_id}/rejected.csv", dependencies=_THE_LEAD)
    async def rejected(request: Request, tenant: TenantId, import_id: ImportId) -> Response:
        """As registration gives it: no cell of it starts a formula, and it holds nothing of the file."""
        table = await imports.rejected(wiring.caller(request, tenant), tenant, import_id)
        headers = {"Content-Disposition": 'attachment; filename="rejected.csv"'}
        return Response(table.content, media_type="text/csv", headers=headers)

    return router
