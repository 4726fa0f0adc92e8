"""A session is planned: first of which module, then of which part, by whom, when and where."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.modules import Module, ModulesClient
from services.portal.clients.organisations import COLLEGE, OrganisationsClient
from services.portal.clients.service import subject_of
from services.portal.clients.sessions import SessionsClient
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.session_plan import CODES, FIELDS, SAID, plan_in
from services.portal.pages.lead.several import found_in, several, stepping
from services.portal.web.numbers import typed_number
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_MOST_PARTS = 100
_Module = Annotated[str, Query(alias="module", pattern=r"^[A-Za-z0-9-]{0,64}$")]


def new_session_router(wiring: Wiring) -> APIRouter:
    """To choose the module, one question; the form, four; sending it, two, or six if it comes back."""
    router = APIRouter(prefix="/lead/{tenant}/sessions/new", include_in_schema=False)
    sessions = SessionsClient(wiring.training)
    modules = ModulesClient(wiring.training)

    @router.get("", dependencies=_LEADS)
    async def empty(
        request: Request,
        tenant: TenantId,
        module_id: _Module = "",
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        if module_id:
            form = Form({"key": [new_id()], "release_days": ["7"], "held": ["0"]})
            return await _form(wiring, request, tenant, module_id, form)
        caller = wiring.caller(request, tenant)
        released = await modules.page(caller, tenant, limit=50, state="released", cursor=after)
        return wiring.pages.page(
            request, "lead/session_module.html", title="Plan a session", tenant=tenant, modules=released
        )

    @router.post("", dependencies=_LEADS)
    async def plan(request: Request, tenant: TenantId, form: Submitted, module_id: _Module) -> Response:
        caller = wiring.caller(request, tenant)
        if stepping(form):
            form, problems = await found_in(wiring, caller, tenant, form)
            return await _form(wiring, request, tenant, module_id, form, problems)
        body, problems = plan_in(form)
        chosen = {"part": typed_number(form.text("part"), 1, _MOST_PARTS), "college": form.text("college")}
        problems = [FieldProblem(field, SAID[field]) for field, one in chosen.items() if not one] + problems
        if problems:
            return await _form(wiring, request, tenant, module_id, form, problems)
        taught = {"module_id": module_id, "module_version": typed_number(form.text("of"), 1, 10_000) or 1}
        try:
            event = await sessions.schedule(caller, tenant, taught | chosen | body, form.text("key"))
        except ServiceRefusal as refusal:
            found = list(problems_of(refusal, fields=FIELDS, codes=CODES, said=SAID))
            return await _form(wiring, request, tenant, module_id, form, found)
        follow(request, tenant, event, "The session is planned. Now people can be enrolled.")
        session_id = subject_of(event)
        return RedirectResponse(f"/lead/{tenant}/sessions/{session_id}", SEE_OTHER)

    return router


async def _form(
    wiring: Wiring,
    request: Request,
    tenant: str,
    module_id: str,
    form: Form,
    problems: list[FieldProblem] | None = None,
) -> Response:
    caller = wiring.caller(request, tenant)
    module, known, people = await asyncio.gather(
        ModulesClient(wiring.training).one(caller, tenant, module_id),
        OrganisationsClient(wiring.registration.client).all(caller, tenant),
        several(wiring, caller, tenant, form),
    )
    return wiring.pages.page(
        request,
        "lead/new_session.html",
        title="Plan a session",
        status=422 if problems else 200,
        problems=problems or [],
        tenant=tenant,
        module=module,
        choices=_parts_of(module),
        colleges=known.names(COLLEGE),
        people=people,
        form=form,
    )


def _parts_of(module: Module) -> dict[str, str]:
    """What can be given, which is the last version released.

    Raises:
        NotFound: none is.
    """
    version = module.number(module.released_version or 0)
    if version is None:
        raise NotFound("not-found", "Nothing of this module is released, so no session of it can be planned.")
    return {str(one.number): f"{one.number}. {one.title} ({one.minutes} minutes)" for one in version.parts}
