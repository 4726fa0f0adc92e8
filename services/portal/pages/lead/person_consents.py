"""What somebody agrees to, noted by a lead to whom they have said so."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.failing import problems_of
from services.portal.pages.lead.people import PersonId
from services.portal.web.problems import ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import CONSENTS
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_SAVED = "What they agree to is noted."


def person_consents_router(wiring: Wiring) -> APIRouter:
    """The form, one question; saving it, one, and one for each consent that is another now."""
    router = APIRouter(prefix="/lead/{tenant}/people/{person_id}/consents", include_in_schema=False)

    @router.get("", dependencies=_LEADS)
    async def consents(request: Request, tenant: TenantId, person_id: PersonId) -> Response:
        return await _shown(wiring, request, tenant, person_id)

    @router.post("", dependencies=_LEADS)
    async def save(request: Request, tenant: TenantId, person_id: PersonId, form: Submitted) -> Response:
        """What was not answered stays as it is."""
        caller = wiring.caller(request, tenant)
        person = await wiring.registration.person(caller, tenant, person_id)
        for purpose in CONSENTS:
            answer = form.text(purpose)
            before = purpose in person.consents and person.consents[purpose].given
            if answer not in ("yes", "no") or (answer == "yes") == before:
                continue
            what, body = f"/consents/{purpose}", {"given": answer == "yes"}
            try:
                event = await wiring.registration.change_person(caller, tenant, person_id, "PUT", what, body)
            except ServiceRefusal as refusal:
                return await _shown(wiring, request, tenant, person_id, refusal)
            follow(request, tenant, event, _SAVED)
        follow(request, tenant, "", _SAVED)
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)

    return router


async def _shown(
    wiring: Wiring, request: Request, tenant: str, person_id: str, refusal: ServiceRefusal | None = None
) -> Response:
    person = await wiring.registration.person(wiring.caller(request, tenant), tenant, person_id)
    given = {purpose for purpose, one in person.consents.items() if one.given}
    return wiring.pages.page(
        request,
        "lead/person_consents.html",
        title="What they agree to",
        status=422 if refusal else 200,
        problems=problems_of(refusal) if refusal else (),
        tenant=tenant,
        person=person,
        form=Form({purpose: ["yes" if purpose in given else "no"] for purpose in CONSENTS}),
    )
