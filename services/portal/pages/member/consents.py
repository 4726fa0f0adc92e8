"""My consents, in plain words."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import CONSENTS
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.forms import Form

_SAVED = "Your consents are saved."


def consents_router(wiring: Wiring) -> APIRouter:
    """The form, one question; saving it, one and one for each consent that changes."""
    router = APIRouter(prefix="/member/{tenant}/consents", include_in_schema=False)

    @router.get("", dependencies=MEMBERS)
    async def consents(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        person = await wiring.registration.person(wiring.caller(request, tenant), tenant, own)
        given = {purpose for purpose, one in person.consents.items() if one.given}
        form = Form({purpose: ["yes" if purpose in given else "no"] for purpose in CONSENTS})
        return wiring.pages.page(
            request, "member/consents.html", title="My consents", tenant=tenant, form=form
        )

    @router.post("", dependencies=MEMBERS)
    async def save(request: Request, tenant: TenantId, own: OwnRecord, form: Submitted) -> Response:
        """What was not answered stays as it is."""
        caller = wiring.caller(request, tenant)
        person = await wiring.registration.person(caller, tenant, own)
        for purpose in CONSENTS:
            answer = form.text(purpose)
            before = purpose in person.consents and person.consents[purpose].given
            if answer in ("yes", "no") and (answer == "yes") != before:
                event = await wiring.registration.change_person(
                    caller, tenant, own, "PUT", f"/consents/{purpose}", {"given": answer == "yes"}
                )
                follow(request, tenant, event, _SAVED)
        follow(request, tenant, "", _SAVED)
        return RedirectResponse(f"/member/{tenant}/consents", SEE_OTHER)

    return router
