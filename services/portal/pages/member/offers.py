"""Help that I offer as a member of Q, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_mentoring import OwnMentoringClient
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_SAID = {"offer": "Select what you offer to do", "note": "Keep it to 2,000 letters"}


def member_offers_router(wiring: Wiring) -> APIRouter:
    """The page, one question; an offer, one, and one more if it is refused."""
    router = APIRouter(prefix="/member/{tenant}/offers", include_in_schema=False)
    mentoring = OwnMentoringClient(wiring.training)

    async def shown(
        request: Request,
        tenant: str,
        form: Form,
        after: str | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        offers = await mentoring.offers(wiring.caller(request, tenant), tenant, after)
        return wiring.pages.page(
            request,
            "member/offers.html",
            title="Help I offer",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            offers=offers,
            form=form,
        )

    @router.get("", dependencies=MEMBERS)
    async def mine(
        request: Request,
        tenant: TenantId,
        _: OwnRecord,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        return await shown(request, tenant, Form({"key": [new_id()]}), after)

    @router.post("", dependencies=MEMBERS)
    async def make(request: Request, tenant: TenantId, _: OwnRecord, form: Submitted) -> Response:
        body = {name: form.text(name) for name in ("offer", "note") if form.text(name)}
        caller = wiring.caller(request, tenant)
        try:
            event = await mentoring.make_offer(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            return await shown(request, tenant, form, problems=problems_of(refusal, said=_SAID))
        follow(request, tenant, event, "Thank you. The lead will answer.")
        return RedirectResponse(f"/member/{tenant}/offers", SEE_OTHER)

    return router
