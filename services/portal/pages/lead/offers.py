"""Offers of help: listed, made on somebody's behalf, answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.mentoring import OffersClient
from services.portal.clients.modules import ModulesClient
from services.portal.clients.parts import part
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.mentoring import LEADS
from services.portal.pages.lead.named import Chosen, RecordId, chosen_in, names_of, problems_with
from services.portal.pages.lead.whom import whom as whoever
from services.portal.web.learning_words import OFFERS
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_TOO_LONG = "Keep it to 2,000 characters"
_NO_THANKS = "Enter a word of thanks, of up to 2,000 characters"


def offers_router(wiring: Wiring) -> APIRouter:
    """The list, two questions; the form, one at the most, sending it two; an offer, three."""
    router = APIRouter(prefix="/lead/{tenant}/mentoring/offers", include_in_schema=False)
    _listing(router, wiring)
    _making(router, wiring)
    _answering(router, wiring)
    return router


def _listing(router: APIRouter, wiring: Wiring) -> None:
    offers = OffersClient(wiring.training)

    @router.get("", dependencies=LEADS)
    async def list_all(
        request: Request,
        tenant: TenantId,
        answered: bool = False,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        """Those that wait for an answer, or with those that have one."""
        caller = wiring.caller(request, tenant)
        state = None if answered else "open"
        found = await offers.page(caller, tenant, limit=50, state=state, cursor=after)
        return wiring.pages.page(
            request,
            "lead/offers.html",
            title="Offers of help",
            tenant=tenant,
            offers=found,
            answered=answered,
            names=await names_of(wiring, caller, tenant, [one.participant_id for one in found.items]),
        )


def _making(router: APIRouter, wiring: Wiring) -> None:
    offers = OffersClient(wiring.training)

    async def shown(
        request: Request, tenant: str, form: Form, problems: list[FieldProblem] | None = None
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/new_offer.html",
            title="Somebody offers to help",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            form=form,
            chosen=await chosen_in(wiring, wiring.caller(request, tenant), tenant, form),
        )

    @router.get("/new", dependencies=LEADS)
    async def empty(request: Request, tenant: TenantId, whom: Chosen = "") -> Response:
        return await shown(request, tenant, Form({"key": [new_id()], "whom": [whom]}))

    @router.post("/new", dependencies=LEADS)
    async def make(request: Request, tenant: TenantId, form: Submitted) -> Response:
        caller = wiring.caller(request, tenant)
        found = await whoever(wiring, caller, tenant, form)
        problems = [found] if isinstance(found, FieldProblem) else []
        if form.text("offer") not in OFFERS:
            problems.append(FieldProblem("offer", "Select what they offer"))
        if problems or isinstance(found, FieldProblem):
            return await shown(request, tenant, form, problems)
        body = {"participant_id": found.id, "offer": form.text("offer"), "note": form.text("note") or None}
        try:
            event = await offers.make(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            about = {"not-a-member-of-q": "email"}
            return await shown(request, tenant, form, problems_with(refusal, form, about))
        follow(request, tenant, event, f"What {found.name} offers is noted.")
        return RedirectResponse(f"/lead/{tenant}/mentoring/offers", SEE_OTHER)


def _answering(router: APIRouter, wiring: Wiring) -> None:
    offers = OffersClient(wiring.training)

    @router.get("/{offer_id}", dependencies=LEADS)
    async def offer(request: Request, tenant: TenantId, offer_id: RecordId) -> Response:
        return await _shown(wiring, request, tenant, offer_id, Form())

    async def answered(
        request: Request, tenant: str, offer_id: str, form: Form, what: str, field: str = ""
    ) -> Response:
        body = {"message": form.text(field) or None} if field else None
        try:
            event = await offers.answer(wiring.caller(request, tenant), tenant, offer_id, what, body)
        except ServiceRefusal as refusal:
            said = {"thanks": _NO_THANKS, "word": _TOO_LONG}
            problems = problems_of(refusal, fields={"message": field}, said=said)
            return await _shown(wiring, request, tenant, offer_id, form, problems)
        follow(request, tenant, event, "It is noted.")
        return RedirectResponse(f"/lead/{tenant}/mentoring/offers/{offer_id}", SEE_OTHER)

    @router.post("/{offer_id}/accept", dependencies=LEADS)
    async def accept(request: Request, tenant: TenantId, offer_id: RecordId, form: Submitted) -> Response:
        return await answered(request, tenant, offer_id, form, "accept", "word")

    @router.post("/{offer_id}/decline", dependencies=LEADS)
    async def decline(request: Request, tenant: TenantId, offer_id: RecordId, form: Submitted) -> Response:
        if not form.text("thanks"):
            problems = [FieldProblem("thanks", _NO_THANKS)]
            return await _shown(wiring, request, tenant, offer_id, form, problems)
        return await answered(request, tenant, offer_id, form, "decline", "thanks")

    @router.post("/{offer_id}/done", dependencies=LEADS)
    async def done(request: Request, tenant: TenantId, offer_id: RecordId, form: Submitted) -> Response:
        return await answered(request, tenant, offer_id, form, "done")


async def _shown(
    wiring: Wiring,
    request: Request,
    tenant: str,
    offer_id: str,
    form: Form,
    problems: Sequence[FieldProblem] = (),
) -> Response:
    caller = wiring.caller(request, tenant)
    found = await OffersClient(wiring.training).one(caller, tenant, offer_id)
    modules = ModulesClient(wiring.training)
    meant = await part(modules.one(caller, tenant, found.module_id)) if found.module_id else None
    names = await names_of(wiring, caller, tenant, [found.participant_id])
    return wiring.pages.page(
        request,
        "lead/offer.html",
        title=f"An offer by {names.of(found.participant_id)}",
        status=422 if problems else 200,
        problems=problems,
        tenant=tenant,
        offer=found,
        module=meant.value if meant else None,
        form=form,
    )
