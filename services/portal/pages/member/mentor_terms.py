"""Members of Q offer to mentor, and say with what and how many people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_mentoring import OwnMentoringClient
from services.portal.pages.failing import problems_of
from services.portal.pages.member.mentoring import mentor_or_none
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.member_words import MY_TOPICS
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_SAID = {
    "topics": "Select what you can help with",
    "capacity": "Enter how many people at a time, from 0 to 20",
}
_CODES = {"capacity-below-active": "capacity", "capacity-out-of-range": "capacity"}


def mentor_terms_router(wiring: Wiring) -> APIRouter:
    """The form, one question; sending it, one."""
    router = APIRouter(prefix="/member/{tenant}/mentoring/offer", include_in_schema=False)
    mentoring = OwnMentoringClient(wiring.training)

    def shown(request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "member/mentor_terms.html",
            title="What I offer as a mentor" if form.text("version") else "Offer to mentor",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
        )

    @router.get("", dependencies=MEMBERS)
    async def terms(request: Request, tenant: TenantId, own: OwnRecord) -> Response:
        known = await mentor_or_none(mentoring, wiring.caller(request, tenant), tenant, own)
        if known is None:
            return shown(request, tenant, Form({"key": [new_id()]}))
        filled_in = {
            "version": [known.version],
            "topics": known.topics,
            "capacity": [str(known.load.capacity)],
        }
        return shown(request, tenant, Form(filled_in))

    @router.post("", dependencies=MEMBERS)
    async def save(request: Request, tenant: TenantId, own: OwnRecord, form: Submitted) -> Response:
        body, problems = terms_in(form)
        if problems:
            return shown(request, tenant, form, problems)
        caller, version = wiring.caller(request, tenant), form.text("version")
        try:
            if version:
                event = await mentoring.change_terms(caller, tenant, own, body, version)
            else:
                event = await mentoring.offer_to_mentor(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            return shown(request, tenant, form, problems_of(refusal, codes=_CODES, said=_SAID))
        follow(request, tenant, event, "Thank you. What you offer as a mentor is saved.")
        return RedirectResponse(f"/member/{tenant}/mentoring", SEE_OTHER)

    return router


def terms_in(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As training takes it, and what is wrong with what was typed."""
    topics = [one for one in form.all("topics") if one in MY_TOPICS]
    capacity = form.text("capacity")
    counted = capacity.isascii() and capacity.isdigit() and len(capacity) <= 2
    problems = [
        FieldProblem(field, _SAID[field])
        for field, missing in (("topics", not topics), ("capacity", not counted))
        if missing
    ]
    return ({}, problems) if problems else ({"topics": topics, "capacity": int(capacity)}, [])
