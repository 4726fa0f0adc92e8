"""One module: its versions, who made them, who stands by them, and what still keeps one from its release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.modules import ModulesClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.named import Chosen, RecordId, names_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId, allow

LEADS = [allow("lead", "facilitator")]
VersionNumber = Annotated[int, Path(ge=1, le=10_000)]
_Wanted = Annotated[int | None, Query(ge=1, le=10_000)]


def module_router(wiring: Wiring) -> APIRouter:
    """The page, two questions; a change, one."""
    router = APIRouter(prefix="/lead/{tenant}/modules/{module_id}", include_in_schema=False)
    modules = ModulesClient(wiring.training)

    @router.get("", dependencies=LEADS)
    async def module(
        request: Request,
        tenant: TenantId,
        module_id: RecordId,
        version: _Wanted = None,
        whom: Chosen = "",
    ) -> Response:
        return await _shown(wiring, request, tenant, module_id, version, whom=whom)

    async def changed(request: Request, tenant: str, module_id: str, what: str, note: str) -> Response:
        try:
            caller = wiring.caller(request, tenant)
            event = await modules.change(caller, tenant, module_id, "POST", what)
        except ServiceRefusal as refusal:
            return await _shown(wiring, request, tenant, module_id, problems=problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/modules/{module_id}", SEE_OTHER)

    @router.post("/versions", dependencies=LEADS)
    async def begin(request: Request, tenant: TenantId, module_id: RecordId, _: Submitted) -> Response:
        note = "A new version is begun, as a copy of the last one."
        return await changed(request, tenant, module_id, "/versions", note)

    @router.post("/versions/{number}/review", dependencies=LEADS)
    async def review(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, _: Submitted
    ) -> Response:
        note = "It can be read and signed off now."
        return await changed(request, tenant, module_id, f"/versions/{number}/review", note)

    @router.post("/versions/{number}/release", dependencies=LEADS)
    async def release(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, _: Submitted
    ) -> Response:
        note = "It is released. Sessions can be planned now."
        return await changed(request, tenant, module_id, f"/versions/{number}/release", note)

    @router.post("/retire", dependencies=LEADS)
    async def retire(request: Request, tenant: TenantId, module_id: RecordId, _: Submitted) -> Response:
        return await changed(request, tenant, module_id, "/retirement", "The module is retired.")

    return router


async def _shown(
    wiring: Wiring,
    request: Request,
    tenant: str,
    module_id: str,
    number: int | None = None,
    *,
    whom: str = "",
    problems: Sequence[FieldProblem] = (),
) -> Response:
    caller = wiring.caller(request, tenant)
    found = await ModulesClient(wiring.training).one(caller, tenant, module_id)
    version = found.number(number)
    if version is None:
        raise NotFound("not-found", "There is no such version of this module.")
    people = [one.participant_id for one in (*version.contributors, *version.sign_offs)]
    return wiring.pages.page(
        request,
        "lead/module.html",
        title=version.title,
        status=422 if problems else 200,
        problems=problems,
        tenant=tenant,
        module=found,
        version=version,
        latest=found.versions[-1].number,
        names=await names_of(wiring, caller, tenant, people),
        asked_with=f"?whom={whom}" if whom else "",
    )
