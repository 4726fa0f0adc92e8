"""A webhook is added, or sends elsewhere, or something else.

The secret that a webhook is signed with is shown on the page that answers the form, and on no other: it is
not carried through a redirection, so it is in no cookie and no address. The same form sent again shows it
again, as notifications does, for the first answer may have been lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.partners import Partners
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.running_words import EVENTS_TOLD
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.context import new_id
from shared.web.forms import Form

_THE_LEAD = [allow("lead")]
_SAID = {"url": "Enter a web address, like https://example.org/hook"}
_CODES: Mapping[str, str] = dict.fromkeys(
    ("target-not-https", "target-unknown", "target-not-public", "bad-target"), "url"
)
_NO_KIND = FieldProblem("types", "Select what is told, or choose to tell everything")
WebhookId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def webhook_form_router(wiring: Wiring) -> APIRouter:
    """The forms, one question; what they send, one or two."""
    router = APIRouter(prefix="/lead/{tenant}/partners/webhooks", include_in_schema=False)
    partners = Partners(wiring.notifications.client)
    _adding(router, wiring, partners)
    _changing(router, wiring, partners)
    return router


def _adding(router: APIRouter, wiring: Wiring, partners: Partners) -> None:
    async def shown(
        request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        known = await wiring.registration.collaborative(wiring.caller(request, tenant), tenant)
        organisations = {one.code: one.name for one in known.organisations}
        return _form(
            wiring, request, tenant, form, problems, title="Add a webhook", organisations=organisations
        )

    @router.get("/new", dependencies=_THE_LEAD)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return await shown(request, tenant, Form({"key": [new_id()], "which": ["all"]}))

    @router.post("/new", dependencies=_THE_LEAD)
    async def add(request: Request, tenant: TenantId, form: Submitted) -> Response:
        if tells_nothing(form):
            return await shown(request, tenant, form, [_NO_KIND])
        caller, body = wiring.caller(request, tenant), body_of(form)
        if organisation := form.text("organisation"):
            body = {**body, "organisation": organisation}
        try:
            made, secret, event = await partners.subscribe(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            return await shown(request, tenant, form, problems_of(refusal, codes=_CODES, said=_SAID))
        follow(request, tenant, event, "")
        return secret_page(wiring, request, tenant, made, secret)


def _changing(router: APIRouter, wiring: Wiring, partners: Partners) -> None:
    def shown(
        request: Request, tenant: str, webhook_id: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        return _form(wiring, request, tenant, form, problems, title="Change a webhook", webhook_id=webhook_id)

    @router.get("/{webhook_id}/change", dependencies=_THE_LEAD)
    async def as_it_is(request: Request, tenant: TenantId, webhook_id: WebhookId) -> Response:
        found = await partners.webhook(wiring.caller(request, tenant), tenant, webhook_id)
        told = {"url": [found.url], "types": found.types, "version": [found.version]}
        return shown(request, tenant, webhook_id, Form(told | {"which": ["some" if found.types else "all"]}))

    @router.post("/{webhook_id}/change", dependencies=_THE_LEAD)
    async def change(request: Request, tenant: TenantId, webhook_id: WebhookId, form: Submitted) -> Response:
        if tells_nothing(form):
            return shown(request, tenant, webhook_id, form, [_NO_KIND])
        caller, version = wiring.caller(request, tenant), form.text("version")
        try:
            event = await partners.change_webhook(
                caller, tenant, webhook_id, "PUT", "", body_of(form), version=version
            )
        except ServiceRefusal as refusal:
            problems = problems_of(refusal, codes=_CODES, said=_SAID)
            return shown(request, tenant, webhook_id, form, problems)
        follow(request, tenant, event, "The webhook is changed.")
        return RedirectResponse(f"/lead/{tenant}/partners/webhooks/{webhook_id}", SEE_OTHER)


def secret_page(wiring: Wiring, request: Request, tenant: str, webhook_id: str, secret: str) -> Response:
    """Shows a secret, this once."""
    return wiring.pages.page(
        request,
        "lead/webhook_secret.html",
        title="The secret of the webhook",
        tenant=tenant,
        webhook_id=webhook_id,
        secret=secret,
    )


def tells_nothing(form: Form) -> bool:
    """Whether only some things are to be told, and none is chosen."""
    return form.text("which") == "some" and not form.all("types")


def body_of(form: Form) -> Mapping[str, Any]:
    """As notifications takes it: no type stands for all of them."""
    return {"url": form.text("url"), "types": form.all("types") if form.text("which") == "some" else []}


def _form(
    wiring: Wiring,
    request: Request,
    tenant: str,
    form: Form,
    problems: Sequence[FieldProblem],
    *,
    title: str,
    organisations: Mapping[str, str] | None = None,
    webhook_id: str = "",
) -> Response:
    return wiring.pages.page(
        request,
        "lead/webhook_form.html",
        title=title,
        status=422 if problems else 200,
        problems=problems,
        tenant=tenant,
        form=form,
        kinds=EVENTS_TOLD,
        organisations=organisations,
        webhook_id=webhook_id,
    )
