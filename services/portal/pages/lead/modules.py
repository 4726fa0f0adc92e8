"""The modules of a collaborative, and drafting one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.modules import ModulesClient
from services.portal.clients.service import subject_of
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.module_content import MORE, SAID, STEP, content_in, rows_in
from services.portal.pages.lead.named import Chosen, chosen_in
from services.portal.web.learning_words import MODULE_STATES
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_FIELDS = {"parts": "part-1"}
_CODES = {"code-already-used": "code"}


def modules_router(wiring: Wiring) -> APIRouter:
    """The list, one question, two if somebody is chosen; the form, one."""
    router = APIRouter(prefix="/lead/{tenant}/modules", include_in_schema=False)
    modules = ModulesClient(wiring.training)

    @router.get("", dependencies=_LEADS)
    async def list_all(
        request: Request,
        tenant: TenantId,
        state: str = "",
        whom: Chosen = "",
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        """All of them, or those in one state; with somebody chosen, to say what they did for one."""
        caller = wiring.caller(request, tenant)
        wanted = state if state in MODULE_STATES else None
        found = await modules.page(caller, tenant, limit=50, state=wanted, cursor=after)
        return wiring.pages.page(
            request,
            "lead/modules.html",
            title="Modules",
            tenant=tenant,
            modules=found,
            state=wanted or "",
            whom=whom,
            chosen=await chosen_in(wiring, caller, tenant, Form({"whom": [whom]})),
        )

    @router.get("/new", dependencies=_LEADS)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return _form(wiring, request, tenant, Form({"key": [new_id()]}))

    @router.post("/new", dependencies=_LEADS)
    async def draft(request: Request, tenant: TenantId, form: Submitted) -> Response:
        if form.text(STEP) == MORE:
            return _form(wiring, request, tenant, form)
        body, problems = content_in(form)
        named = {name: form.text(name) for name in ("code", "track", "audience")}
        problems = [FieldProblem(name, SAID[name]) for name, said in named.items() if not said] + problems
        if problems:
            return _form(wiring, request, tenant, form, problems)
        try:
            caller = wiring.caller(request, tenant)
            event = await modules.draft(caller, tenant, named | body, form.text("key"))
        except ServiceRefusal as refusal:
            found = problems_of(refusal, fields=_FIELDS, codes=_CODES, said=SAID)
            return _form(wiring, request, tenant, form, list(found))
        follow(request, tenant, event, "The module is drafted. Now say who helps to make it.")
        module_id = subject_of(event)
        return RedirectResponse(f"/lead/{tenant}/modules/{module_id}", SEE_OTHER)

    return router


def _form(
    wiring: Wiring, request: Request, tenant: str, form: Form, problems: list[FieldProblem] | None = None
) -> Response:
    return wiring.pages.page(
        request,
        "lead/new_module.html",
        title="Draft a module",
        status=422 if problems else 200,
        problems=problems or [],
        tenant=tenant,
        form=form,
        rows=rows_in(form),
    )
