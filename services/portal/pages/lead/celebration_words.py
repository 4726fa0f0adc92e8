"""A celebration in the lead's own words, with the names of those who have agreed to be named.

Notifications knows no names: the lead writes each as the person wants to be called, for everybody to read,
and it is taken back with the person's consent (ADR 0017).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.celebrating import Celebrating, Draft
from services.portal.clients.registration import PersonLine
from services.portal.clients.service import Caller
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.celebrations import CelebrationId
from services.portal.pages.lead.whom import FIELD, Whom, whom
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_THE_LEAD = [allow("lead")]
_SAID = {
    "title": "Enter a title of one line, of 120 characters at the most",
    "text": "Enter what there is to celebrate, in 600 characters at the most",
    "shown_as": "Enter each name as it is to be shown, in 80 characters at the most",
}
_MAY_NOT_BE_NAMED = (
    "Somebody named here has not agreed to be named when we celebrate, or does not take part. Ask them "
    "first: they can agree on their own page. Or leave them out."
)
_NAME = "name-"


def celebration_words_router(wiring: Wiring) -> APIRouter:
    """The form, two questions; saving it, three at the most."""
    router = APIRouter(prefix="/lead/{tenant}/celebrations/{celebration_id}/words", include_in_schema=False)
    celebrating = Celebrating(wiring.notifications.client)

    async def shown(
        request: Request,
        tenant: str,
        celebration_id: str,
        form: Form,
        problems: Sequence[FieldProblem] = (),
        draft: Draft | None = None,
    ) -> Response:
        caller = wiring.caller(request, tenant)
        draft = draft or await celebrating.draft(caller, tenant, celebration_id)
        ids = [one.participant_id for one in draft.named]
        chosen = form.text("whom")
        known = await wiring.registration.look_up(caller, tenant, [*ids, *([chosen] if chosen else [])])
        return wiring.pages.page(
            request,
            "lead/celebration_words.html",
            title="Words and names",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            celebration=draft,
            people={one: _called(known.get(one)) for one in ids},
            chosen=_called(known.get(chosen)) if chosen else "",
            form=form,
        )

    @router.get("", dependencies=_THE_LEAD)
    async def as_it_is(
        request: Request,
        tenant: TenantId,
        celebration_id: CelebrationId,
        who: Annotated[str, Query(alias="whom", max_length=64)] = "",
    ) -> Response:
        draft = await celebrating.draft(wiring.caller(request, tenant), tenant, celebration_id)
        told = {"title": draft.title, "text": draft.text, "version": draft.version, "whom": who}
        told |= {f"{_NAME}{one.participant_id}": one.name for one in draft.named}
        form = Form({name: [value] for name, value in told.items()})
        return await shown(request, tenant, celebration_id, form, draft=draft)

    @router.post("", dependencies=_THE_LEAD)
    async def save(
        request: Request, tenant: TenantId, celebration_id: CelebrationId, form: Submitted
    ) -> Response:
        caller = wiring.caller(request, tenant)
        new = await _newly_named(wiring, caller, tenant, form)
        if isinstance(new, FieldProblem):
            return await shown(request, tenant, celebration_id, form, [new])
        body, version = body_of(form, new), form.text("version")
        try:
            event = await celebrating.edit(caller, tenant, celebration_id, body, version)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, celebration_id, form, wrong_in(refusal))
        follow(request, tenant, event, "It is saved. Look at it once more, and publish it.")
        return RedirectResponse(f"/lead/{tenant}/celebrations/{celebration_id}", SEE_OTHER)

    return router


async def _newly_named(wiring: Wiring, caller: Caller, tenant: str, form: Form) -> Whom | FieldProblem | None:
    """Who is to be named beside the others; None if nobody is."""
    if not form.text("whom") and not form.text(FIELD):
        return None
    return await whom(wiring, caller, tenant, form)


def body_of(form: Form, new: Whom | None) -> dict[str, Any]:
    """As notifications takes it: those who stay in their order, then the new one."""
    left_out = frozenset(form.all("leave_out"))
    named = {
        field.removeprefix(_NAME): form.text(field)
        for field in form.fields
        if field.startswith(_NAME) and field.removeprefix(_NAME) not in left_out
    }
    if new is not None:
        named[new.id] = form.text("shown_as") or new.name
    people = [{"participant_id": who, "name": name} for who, name in named.items()]
    return {"title": form.text("title"), "text": form.text("text"), "named": people}


def wrong_in(refusal: ServiceRefusal) -> Sequence[FieldProblem]:
    """What notifications found wrong, at our fields."""
    if refusal.code == "may-not-be-named":
        return [FieldProblem("", _MAY_NOT_BE_NAMED)]
    return problems_of(refusal, fields={"named": "shown_as"}, said=_SAID)


def _called(line: PersonLine | None) -> str:
    return (line.name if line else None) or "Erased"
