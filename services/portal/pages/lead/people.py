"""The people of a collaborative: listed, found, looked at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.people import PeopleDesk
from services.portal.clients.registration import People
from services.portal.pages.failing import problems_of
from services.portal.web.problems import ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_LEADS = [allow("lead", "facilitator")]
_TITLE, _TEMPLATE = "People", "lead/people.html"
_NO_ADDRESS = "Enter an e-mail address, like name@example.org"
PersonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def people_router(wiring: Wiring) -> APIRouter:
    """One question for each page."""
    router = APIRouter(prefix="/lead/{tenant}/people", include_in_schema=False)
    desk = PeopleDesk(wiring.registration.client)

    @router.get("", dependencies=_LEADS)
    async def people(
        request: Request, tenant: TenantId, after: Annotated[str | None, Query(max_length=600)] = None
    ) -> Response:
        found = await wiring.registration.people(
            wiring.caller(request, tenant), tenant, limit=50, cursor=after
        )
        return wiring.pages.page(
            request,
            _TEMPLATE,
            title=_TITLE,
            tenant=tenant,
            people=found,
            form=Form(),
            caption="Everybody, in the order in which they were added",
            nobody="There is nobody here yet.",
        )

    @router.post("/search", dependencies=_LEADS)
    async def search(request: Request, tenant: TenantId, form: Submitted) -> Response:
        """By a form, so that the address stands in no address bar and no log."""
        try:
            found = await wiring.registration.find(wiring.caller(request, tenant), tenant, form.text("email"))
            problems = ()
        except ServiceRefusal as refusal:
            found, problems = People(items=[]), problems_of(refusal, said={"email": _NO_ADDRESS})
        return wiring.pages.page(
            request,
            _TEMPLATE,
            title=_TITLE,
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            people=found,
            form=form,
            caption="Whoever has this address",
            nobody="" if problems else "Nobody here has this address.",
        )

    @router.get("/{person_id}", dependencies=_LEADS)
    async def person(request: Request, tenant: TenantId, person_id: PersonId) -> Response:
        found = await desk.person(wiring.caller(request, tenant), tenant, person_id)
        title = found.name or "Erased"
        return wiring.pages.page(request, "lead/person.html", title=title, tenant=tenant, person=found)

    @router.post("/{person_id}/accept", dependencies=_LEADS)
    async def accept(request: Request, tenant: TenantId, person_id: PersonId, _: Submitted) -> Response:
        """For somebody who has said so otherwise than here."""
        caller = wiring.caller(request, tenant)
        event = await wiring.registration.change_person(caller, tenant, person_id, "POST", "/acceptance")
        follow(request, tenant, event, "They take part now.")
        return RedirectResponse(f"/lead/{tenant}/people/{person_id}", SEE_OTHER)

    return router
