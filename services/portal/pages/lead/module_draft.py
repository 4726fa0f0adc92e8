"""A version of a module is written: changed as often as needed until it is released."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.modules import ModulesClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.module import LEADS, VersionNumber
from services.portal.pages.lead.module_content import MORE, SAID, STEP, content_in, form_of, rows_in
from services.portal.pages.lead.named import RecordId
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId
from shared.web.forms import Form


def module_draft_router(wiring: Wiring) -> APIRouter:
    """The form and saving it, one question each."""
    router = APIRouter(
        prefix="/lead/{tenant}/modules/{module_id}/versions/{number}/write", include_in_schema=False
    )
    modules = ModulesClient(wiring.training)

    def shown(
        request: Request,
        tenant: str,
        module_id: str,
        number: int,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/module_draft.html",
            title="Write the module",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            module_id=module_id,
            number=number,
            form=form,
            rows=rows_in(form),
        )

    @router.get("", dependencies=LEADS)
    async def draft(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber
    ) -> Response:
        found = await modules.one(wiring.caller(request, tenant), tenant, module_id)
        version = found.number(number)
        if version is None:
            raise NotFound("not-found", "There is no such version of this module.")
        if version.state == "released":
            return RedirectResponse(f"/lead/{tenant}/modules/{module_id}?version={number}", SEE_OTHER)
        return shown(request, tenant, module_id, number, form_of(version, found.version))

    @router.post("", dependencies=LEADS)
    async def save(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, form: Submitted
    ) -> Response:
        body, problems = content_in(form)
        if form.text(STEP) == MORE:
            return shown(request, tenant, module_id, number, form)
        if problems:
            return shown(request, tenant, module_id, number, form, problems)
        try:
            caller, what = wiring.caller(request, tenant), f"/versions/{number}"
            event = await modules.change(
                caller, tenant, module_id, "PUT", what, body, version=form.text("version")
            )
        except ServiceRefusal as refusal:
            found = problems_of(refusal, fields={"parts": "part-1"}, said=SAID)
            return shown(request, tenant, module_id, number, form, list(found))
        follow(request, tenant, event, "What you have written is saved.")
        return RedirectResponse(f"/lead/{tenant}/modules/{module_id}", SEE_OTHER)

    return router
