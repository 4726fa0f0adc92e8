"""A new collaborative is started from this one, in two steps: what it is, and what will come along.

Registration lets in who leads both. Who is allowed what stands in the sign-in, which neither the portal nor a
service gives out, so the page says what is missing and where it comes from, before anybody is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.spreading import Spreading
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.forms import Form
from shared.web.identity import Principal, is_tenant

_THE_LEAD = [allow("lead")]
_LONGEST_SLUG = 40
_SAID = {
    "name": "Enter what the new collaborative is called, in 200 characters at the most",
    "specialty": "Enter what it is about, in 100 characters at the most",
    "region": "Enter where it is, in 100 characters at the most",
    "with_organisations": "Select whether the organisations come along",
}
_MOST = {"name": 200, "specialty": 100, "region": 100}
_NO_SLUG = "Enter 2 to 40 small letters, digits and hyphens, beginning with a letter, like diabetes-ni"
_CODES = {"slug-taken": "slug", "slug-reserved": "slug", "origin-is-itself": "slug"}
_Told = Annotated[str, Query(max_length=200)]


def spread_router(wiring: Wiring) -> APIRouter:
    """The form, one question; what will come along, none; to start it, one."""
    router = APIRouter(prefix="/lead/{tenant}/spread", include_in_schema=False)
    spreading = Spreading(wiring.registration.client)

    def asked(request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "lead/spread.html",
            title="Start a new collaborative",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
        )

    def checked(
        request: Request, tenant: str, who: Principal, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        slug = form.text("slug")
        return wiring.pages.page(
            request,
            "lead/spread_check.html",
            title="Check before it starts",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
            may=who.has_role(slug, "lead"),
            again=f"/lead/{tenant}/spread?{urlencode({name: form.text(name) for name in _SAID})}",
        )

    @router.get("", dependencies=_THE_LEAD)
    async def empty(
        request: Request,
        tenant: TenantId,
        name: _Told = "",
        specialty: _Told = "",
        region: _Told = "",
        with_organisations: _Told = "",
    ) -> Response:
        """Filled in already for who comes back from signing in again."""
        if not region:
            known = await wiring.registration.collaborative(wiring.caller(request, tenant), tenant)
            region = known.region
        told = {"name": name, "specialty": specialty, "region": region}
        told["with_organisations"] = with_organisations or "yes"
        return asked(request, tenant, Form({field: [value] for field, value in told.items()}))

    @router.post("", dependencies=_THE_LEAD)
    async def check(request: Request, tenant: TenantId, who: CurrentPrincipal, form: Submitted) -> Response:
        """Says what will happen; starts nothing."""
        if problems := wrong_in(form):
            return asked(request, tenant, form, problems)
        proposed = {"slug": [slug_of(form.text("name"))]}
        return checked(request, tenant, who, Form({**form.fields, **proposed}))

    @router.post("/start", dependencies=_THE_LEAD)
    async def start(request: Request, tenant: TenantId, who: CurrentPrincipal, form: Submitted) -> Response:
        if problems := wrong_in(form):
            return asked(request, tenant, form, problems)
        slug = form.text("slug")
        if not is_tenant(slug):
            return checked(request, tenant, who, form, [FieldProblem("slug", _NO_SLUG)])
        if not who.has_role(slug, "lead"):
            wrong = FieldProblem("slug", f"Your sign-in does not make you the lead of {slug}")
            return checked(request, tenant, who, form, [wrong])
        try:
            event = await spreading.begin(wiring.caller(request, tenant), body_of(form, tenant))
        except ServiceRefusal as refusal:
            return checked(request, tenant, who, form, problems_of(refusal, codes=_CODES))
        follow(request, slug, event, "The collaborative has begun. What comes along is there in a moment.")
        return RedirectResponse(f"/lead/{slug}", SEE_OTHER)

    return router


def wrong_in(form: Form) -> list[FieldProblem]:
    """What was left out, or is too long."""
    wrong = [name for name, most in _MOST.items() if not 1 <= len(form.text(name)) <= most]
    if form.text("with_organisations") not in ("yes", "no"):
        wrong.append("with_organisations")
    return [FieldProblem(name, _SAID[name]) for name in wrong]


def slug_of(name: str) -> str:
    """A name for addresses, proposed from the one for people: Diabetes (NI) is ``diabetes-ni``.

    Empty if the name has too little in it to make one from.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")
    cut = joined[:_LONGEST_SLUG].rstrip("-")
    return cut if is_tenant(cut) else ""


def body_of(form: Form, origin: str) -> Mapping[str, Any]:
    """As registration takes it; aims that can still be reached come along by themselves."""
    return {
        **{name: form.text(name) for name in ("slug", *_MOST)},
        "spread_from": origin,
        "with_organisations": form.text("with_organisations") == "yes",
    }
