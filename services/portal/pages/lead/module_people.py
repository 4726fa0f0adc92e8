"""Who helped to make a version of a module, and a sign-off that somebody has given otherwise than here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.modules import ModulesClient
from services.portal.pages.lead.module import LEADS, VersionNumber
from services.portal.pages.lead.named import Chosen, RecordId, chosen_in, problems_with
from services.portal.pages.lead.whom import whom as whoever
from services.portal.web.learning_words import CONTRIBUTIONS
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form


@dataclass(frozen=True)
class _About:
    """The version that the form is about."""

    tenant: str
    module_id: str
    number: int

    @property
    def page(self) -> str:
        return f"/lead/{self.tenant}/modules/{self.module_id}"


def module_people_router(wiring: Wiring) -> APIRouter:
    """Each form, one question at the most; sending one, two."""
    router = APIRouter(prefix="/lead/{tenant}/modules/{module_id}/versions/{number}", include_in_schema=False)
    _contributing(router, wiring)
    _signing(router, wiring)
    return router


def _contributing(router: APIRouter, wiring: Wiring) -> None:
    @router.get("/contributions", dependencies=LEADS)
    async def empty(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, whom: Chosen = ""
    ) -> Response:
        about, form = _About(tenant, module_id, number), Form({"whom": [whom]})
        return await _shown(wiring, request, about, "contribution", form)

    @router.post("/contributions", dependencies=LEADS)
    async def contribute(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, form: Submitted
    ) -> Response:
        about, did = _About(tenant, module_id, number), form.text("contribution")
        if did not in CONTRIBUTIONS:
            problem = FieldProblem("contribution", "Select what they did")
            return await _shown(wiring, request, about, "contribution", form, [problem])
        return await _noted(wiring, request, about, "contribution", form, f"/{did}")


def _signing(router: APIRouter, wiring: Wiring) -> None:
    @router.get("/sign-offs", dependencies=LEADS)
    async def empty(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, whom: Chosen = ""
    ) -> Response:
        about, form = _About(tenant, module_id, number), Form({"whom": [whom]})
        return await _shown(wiring, request, about, "sign_off", form)

    @router.post("/sign-offs", dependencies=LEADS)
    async def sign_off(
        request: Request, tenant: TenantId, module_id: RecordId, number: VersionNumber, form: Submitted
    ) -> Response:
        return await _noted(wiring, request, _About(tenant, module_id, number), "sign_off", form)


_FORMS = {"contribution": "Who helped to make it", "sign_off": "Note a sign-off"}
_NOTED = {
    "contribution": ("contributors", "{} is noted."),
    "sign_off": ("sign-offs", "{} has signed it off."),
}


async def _noted(
    wiring: Wiring, request: Request, about: _About, kind: str, form: Form, more: str = ""
) -> Response:
    caller = wiring.caller(request, about.tenant)
    found = await whoever(wiring, caller, about.tenant, form)
    if isinstance(found, FieldProblem):
        return await _shown(wiring, request, about, kind, form, [found])
    where, note = _NOTED[kind]
    try:
        event = await ModulesClient(wiring.training).change(
            caller, about.tenant, about.module_id, "PUT", f"/versions/{about.number}/{where}/{found.id}{more}"
        )
    except ServiceRefusal as refusal:
        return await _shown(wiring, request, about, kind, form, problems_with(refusal, form))
    follow(request, about.tenant, event, note.format(found.name))
    return RedirectResponse(about.page, SEE_OTHER)


async def _shown(
    wiring: Wiring,
    request: Request,
    about: _About,
    kind: str,
    form: Form,
    problems: list[FieldProblem] | None = None,
) -> Response:
    caller = wiring.caller(request, about.tenant)
    return wiring.pages.page(
        request,
        f"lead/module_{kind}.html",
        title=_FORMS[kind],
        status=422 if problems else 200,
        problems=problems or [],
        tenant=about.tenant,
        back=about.page,
        form=form,
        chosen=await chosen_in(wiring, caller, about.tenant, form),
    )
