"""One webhook: how it goes, what was tried, and what one can do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.partners import Partners
from services.portal.clients.parts import part
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.webhook_form import WebhookId, secret_page
from services.portal.web.moments import typed_day
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.local_time import beginning_in_london
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_THE_LEAD = [allow("lead")]
_OVERLAP_HOURS = 24


def webhook_router(wiring: Wiring) -> APIRouter:
    """The page, three questions; a change, one."""
    router = APIRouter(prefix="/lead/{tenant}/partners/webhooks/{webhook_id}", include_in_schema=False)
    partners = Partners(wiring.notifications.client)

    async def shown(
        request: Request,
        tenant: str,
        webhook_id: str,
        form: Form | None = None,
        problems: Sequence[FieldProblem] = (),
        after: str | None = None,
    ) -> Response:
        caller = wiring.caller(request, tenant)
        webhook, attempts, known = await asyncio.gather(
            partners.webhook(caller, tenant, webhook_id),
            part(partners.attempts(caller, tenant, webhook_id, after)),
            part(wiring.registration.collaborative(caller, tenant)),
        )
        organisations = known.value.organisations if known.value else []
        return wiring.pages.page(
            request,
            "lead/webhook.html",
            title="Webhook",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            webhook=webhook,
            attempts=attempts,
            names={one.code: one.name for one in organisations},
            form=form or Form(),
            key=new_id(),
        )

    @router.get("", dependencies=_THE_LEAD)
    async def webhook(
        request: Request,
        tenant: TenantId,
        webhook_id: WebhookId,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        return await shown(request, tenant, webhook_id, after=after)

    async def changed(
        request: Request,
        tenant: str,
        webhook_id: str,
        form: Form,
        *,
        method: str,
        what: str,
        note: str,
        body: dict[str, Any] | None = None,
        to: str = "",
    ) -> Response:
        caller, key = wiring.caller(request, tenant), form.text("key")
        try:
            event = await partners.change_webhook(caller, tenant, webhook_id, method, what, body, key=key)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, webhook_id, form, problems_of(refusal))
        follow(request, tenant, event, note)
        return RedirectResponse(to or f"/lead/{tenant}/partners/webhooks/{webhook_id}", SEE_OTHER)

    @router.post("/test", dependencies=_THE_LEAD)
    async def test(request: Request, tenant: TenantId, webhook_id: WebhookId, form: Submitted) -> Response:
        note = "A test message is on its way. What comes of it is in the list below in a moment."
        return await changed(request, tenant, webhook_id, form, method="POST", what="/test", note=note)

    @router.post("/switch", dependencies=_THE_LEAD)
    async def switch(request: Request, tenant: TenantId, webhook_id: WebhookId, form: Submitted) -> Response:
        on = form.text("switch") == "on"
        how = {
            "method": "PUT",
            "what": "/enablement",
            "note": "It is switched on." if on else "It is switched off.",
        }
        return await changed(request, tenant, webhook_id, form, **how, body={"enabled": on})

    @router.post("/secret", dependencies=_THE_LEAD)
    async def new_secret(
        request: Request, tenant: TenantId, webhook_id: WebhookId, form: Submitted
    ) -> Response:
        caller, seen = wiring.caller(request, tenant), form.text("seen") == "yes"
        try:
            secret = await partners.new_secret(caller, tenant, webhook_id, 0 if seen else _OVERLAP_HOURS)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, webhook_id, form, problems_of(refusal))
        return secret_page(wiring, request, tenant, webhook_id, secret)

    @router.post("/replay", dependencies=_THE_LEAD)
    async def replay(request: Request, tenant: TenantId, webhook_id: WebhookId, form: Submitted) -> Response:
        """Sends what happened from a day to a day anew, under the ids that it had."""
        first, last = typed_day(form, "first"), typed_day(form, "last")
        if problems := wrong_days(first, last):
            return await shown(request, tenant, webhook_id, form, problems)
        body = period(first or date.min, last or date.min)
        note = "What happened in these days is being sent anew."
        return await changed(
            request, tenant, webhook_id, form, method="POST", what="/replay", note=note, body=body
        )

    @router.post("/end", dependencies=_THE_LEAD)
    async def end(request: Request, tenant: TenantId, webhook_id: WebhookId, form: Submitted) -> Response:
        note, to = "The webhook is removed.", f"/lead/{tenant}/partners"
        return await changed(request, tenant, webhook_id, form, method="DELETE", what="", note=note, to=to)

    return router


def wrong_days(first: date | None, last: date | None) -> list[FieldProblem]:
    """What is wrong with the days of a period."""
    problems = [
        FieldProblem(field, f"Enter the {field} day, like 15 1 2018")
        for field, day in (("first", first), ("last", last))
        if day is None
    ]
    if first and last and last < first:
        return [FieldProblem("last", "The last day must not be before the first")]
    return problems


def period(first: date, last: date) -> dict[str, str]:
    """From the beginning of a day in London to the end of another, as notifications takes it."""
    end = beginning_in_london(last + timedelta(days=1)) - timedelta(milliseconds=1)
    return {"from": beginning_in_london(first).isoformat(), "to": end.isoformat()}
