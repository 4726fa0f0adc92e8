"""My details: who I am, how to reach me, what I need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.registration import Person
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form

_SAID = {
    "name": "Enter your name",
    "email": "Enter an e-mail address, like name@example.org, or leave it out",
    "phone": "Enter a phone number, like 028 9018 0000, or leave it out",
    "channel": "Select how we should tell you things",
}
_TEXTS = ("name", "email", "phone", "access_needs", "channel")


def details_router(wiring: Wiring) -> APIRouter:
    """The form, one question; saving it, one."""
    router = APIRouter(prefix="/member/{tenant}/details", include_in_schema=False)

    def shown(request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "member/details.html",
            title="My details",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
        )

    @router.get("", dependencies=MEMBERS)
    async def details(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        person = await wiring.registration.person(wiring.caller(request, tenant), tenant, own)
        return shown(request, tenant, _filled_in(person))

    @router.post("", dependencies=MEMBERS)
    async def save(request: Request, tenant: TenantId, own: OwnRecord, form: Submitted) -> Response:
        body: dict[str, Any] = {"name": ""} | {name: form.text(name) for name in _TEXTS if form.text(name)}
        body["support_needs"] = form.all("support_needs")
        caller, version = wiring.caller(request, tenant), form.text("version")
        try:
            event = await wiring.registration.change_person(
                caller, tenant, own, "PUT", "/details", body, version=version
            )
        except ServiceRefusal as refusal:
            return shown(
                request, tenant, form, problems_of(refusal, codes={"email-already-used": "email"}, said=_SAID)
            )
        follow(request, tenant, event, "Your details are saved.")
        return RedirectResponse(f"/member/{tenant}/details", SEE_OTHER)

    return router


def _filled_in(person: Person) -> Form:
    known = person.model_dump()
    texts = {name: [known[name] or ""] for name in (*_TEXTS, "version")}
    return Form({**texts, "support_needs": person.support_needs})
