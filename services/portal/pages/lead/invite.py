"""Somebody is invited."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_SAID = {
    "name": "Enter their name",
    "email": "Enter an e-mail address, like name@example.org, or leave it out",
    "phone": "Enter a phone number, like 028 9018 0000, or leave it out",
    "role": "Select how they take part",
    "qi_experience": "Select how much they know about quality improvement",
}
_CODES = {
    "email-already-used": "email",
    "organisation-needed": "organisation",
    "organisation-unknown": "organisation",
}


def invite_router(wiring: Wiring) -> APIRouter:
    """The form, two questions at the most."""
    router = APIRouter(prefix="/lead/{tenant}/people/invite", include_in_schema=False)

    async def shown(
        request: Request, tenant: str, form: Form, problems: tuple[FieldProblem, ...] = ()
    ) -> Response:
        known = await wiring.registration.collaborative(wiring.caller(request, tenant), tenant)
        return wiring.pages.page(
            request,
            "lead/invite.html",
            title="Invite somebody",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
            organisations={one.code: one.name for one in known.organisations},
        )

    @router.get("", dependencies=_LEADS)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return await shown(request, tenant, Form({"key": [new_id()], "qi_experience": ["none"]}))

    @router.post("", dependencies=_LEADS)
    async def invite(request: Request, tenant: TenantId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        try:
            event = await wiring.registration.invite(caller, tenant, _body(form), form.text("key"))
        except ServiceRefusal as refusal:
            return await shown(request, tenant, form, tuple(problems_of(refusal, codes=_CODES, said=_SAID)))
        follow(request, tenant, event, "They are invited.")
        return RedirectResponse(f"/lead/{tenant}/people", SEE_OTHER)

    return router


def _body(form: Form) -> dict[str, Any]:
    """As registration takes it; what was left empty is left out."""
    names = ("name", "email", "phone", "role", "organisation", "qi_experience", "access_needs")
    return {"name": ""} | {name: value for name in names if (value := form.text(name))}
