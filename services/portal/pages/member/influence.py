"""You said, we did: what people hoped for, what became of it, and what I have to say myself.

Nobody keeps who said what, only in which role. So what is shown is what everybody has said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_influence import OwnInfluenceClient
from services.portal.clients.own_meetings import OwnMeetings, OwnMeetingsClient
from services.portal.clients.own_modules import OwnModules, OwnModulesClient
from services.portal.clients.parts import part
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.web.words import MEETING_KINDS, spoken
from services.portal.wiring import Wiring, follow
from shared.local_time import day_in_london
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_DAYS_BACK = 365
_SAID = {
    "where": "Select what it is about",
    "hoped": "Enter what you hope for, in up to 2,000 letters",
}
_FIELDS = {"place": "where", "place_id": "where"}


def member_influence_router(wiring: Wiring) -> APIRouter:
    """The page, three questions; saying something, one, and three more if it is refused."""
    router = APIRouter(prefix="/member/{tenant}/influence", include_in_schema=False)
    influence = OwnInfluenceClient(wiring.evaluation.client)
    meetings = OwnMeetingsClient(wiring.registration.client)
    modules = OwnModulesClient(wiring.training)

    async def shown(
        request: Request,
        tenant: str,
        form: Form,
        after: str | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        caller, today = wiring.caller(request, tenant), day_in_london(wiring.clock())
        trail, met, taught = await asyncio.gather(
            part(influence.trail(caller, tenant, after)),
            part(meetings.between(caller, tenant, today - timedelta(days=_DAYS_BACK), today)),
            part(modules.known(caller, tenant)),
        )
        return wiring.pages.page(
            request,
            "member/influence.html",
            title="You said, we did",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            trail=trail,
            places=places_of(met.value, taught.value),
            form=form,
        )

    @router.get("", dependencies=MEMBERS)
    async def said(
        request: Request,
        tenant: TenantId,
        _: OwnRecord,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        return await shown(request, tenant, Form({"key": [new_id()]}), after)

    @router.post("", dependencies=MEMBERS)
    async def say(request: Request, tenant: TenantId, _: OwnRecord, form: Submitted) -> Response:
        body = said_in(form)
        problems: Sequence[FieldProblem] = [
            FieldProblem(field, _SAID[field])
            for field, missing in (("where", "place" not in body), ("hoped", not body["hoped"]))
            if missing
        ]
        if not problems:
            caller = wiring.caller(request, tenant)
            try:
                event = await influence.say(caller, tenant, body, form.text("key"))
            except ServiceRefusal as refusal:
                problems = problems_of(refusal, fields=_FIELDS, said=_SAID)
            else:
                follow(request, tenant, event, "Thank you. You will read here what became of it.")
                return RedirectResponse(f"/member/{tenant}/influence", SEE_OTHER)
        return await shown(request, tenant, form, problems=problems)

    return router


def said_in(form: Form) -> dict[str, str]:
    """As evaluation takes it; without ``place`` if none was chosen."""
    place, _, place_id = form.text("where").partition(":")
    about = {"place": place, "place_id": place_id} if place and place_id else {}
    return {"hoped": form.text("hoped")} | about


def places_of(meetings: OwnMeetings | None, modules: OwnModules | None) -> Mapping[str, str]:
    """What one can have something to say about, the latest meetings first, by what the form sends."""
    met = reversed(meetings.items) if meetings else ()
    taught = modules.items if modules else ()
    return {f"meeting:{one.id}": f"{MEETING_KINDS[one.kind]}, {spoken(one.day)}" for one in met} | {
        f"module:{one.id}": f"Module: {one.title}" for one in taught
    }
