"""Modules over HTTP: they are begun, found and retired."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.training.api.module_models import NewModule
from services.training.api.module_views import Created, ModuleLine, ModuleView, Viewer
from services.training.api.paths import ModuleId
from services.training.api.wiring import Wiring
from services.training.commands.draft_module import DraftModule, draft_module
from services.training.commands.retire_module import RetireModule, retire_module
from services.training.queries.list_modules import ModuleState, list_modules
from shared.contracts.training import Track
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import etag
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery, encode_cursor


def modules_router(wiring: Wiring) -> APIRouter:
    """The routes of modules as wholes."""
    router = APIRouter(prefix="/v1/{tenant}/modules", tags=["modules"])

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def draft(
        tenant: TenantId, new: NewModule, module_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Begins a module, with a draft of its first version."""
        with wiring.meter.measure("draft_module"):
            command = DraftModule(
                tenant=tenant,
                module_id=module_id,
                code=new.code,
                track=new.track,
                audience=new.audience,
                content=new.content(),
                on=wiring.today(),
                fingerprint=await wiring.fingerprint(request),
            )
            saved = await draft_module(command, wiring.modules(tenant), wiring.organisations(tenant))
        tell(response, saved, f"/v1/{tenant}/modules/{module_id}")
        return Created(id=module_id)

    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def list_all(
        tenant: TenantId,
        who: CurrentPrincipal,
        page: PageQuery,
        state: ModuleState | None = None,
        track: Track | None = None,
    ) -> Page[ModuleLine]:
        """Lists modules; members see those that are released or in review."""
        after, viewer = page.after_as(str), Viewer.of(who, tenant)
        found, following = await list_modules(
            wiring.modules(tenant),
            state=state,
            track=track,
            drafts_too=viewer.sees_all,
            limit=page.limit,
            after=str(after[0]) if after else "",
        )
        return Page(
            items=[ModuleLine.seen_by(viewer, one) for one in found],
            next=encode_cursor(following) if following else None,
        )

    @router.get("/{module_id}", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def read(
        tenant: TenantId, module_id: ModuleId, who: CurrentPrincipal, response: Response
    ) -> ModuleView:
        """Shows a module and its versions, and what each of those not released lacks."""
        module = await wiring.modules(tenant).load(module_id)
        view = ModuleView.seen_by(Viewer.of(who, tenant), module)
        response.headers["ETag"] = etag(module.version)
        return view

    @router.post("/{module_id}/retirement", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def retire(tenant: TenantId, module_id: ModuleId, response: Response) -> None:
        """Retires a module: no new version, no new session."""
        with wiring.meter.measure("retire_module"):
            command = RetireModule(module_id=module_id, on=wiring.today())
            saved = await retire_module(command, wiring.modules(tenant))
        tell(response, saved)

    return router
