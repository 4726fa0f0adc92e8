"""What is celebrated by itself, and what the lead looks at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.celebrating import Celebrating, Rule, Rules
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.running_words import CELEBRATED_WHEN, RULE_CHOICES
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.forms import Form

_THE_LEAD = [allow("lead")]
_NO_NUMBER = "Enter how many people, 5 at the least and 1,000 at the most"


def celebration_rules_router(wiring: Wiring) -> APIRouter:
    """The form, one question; saving it, one."""
    router = APIRouter(prefix="/lead/{tenant}/celebrations/rules", include_in_schema=False)
    celebrating = Celebrating(wiring.notifications.client)

    def shown(request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()) -> Response:
        return wiring.pages.page(
            request,
            "lead/celebration_rules.html",
            title="What we celebrate",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            form=form,
        )

    @router.get("", dependencies=_THE_LEAD)
    async def as_they_are(request: Request, tenant: TenantId) -> Response:
        rules = await celebrating.rules(wiring.caller(request, tenant), tenant)
        return shown(request, tenant, as_chosen(rules))

    @router.post("", dependencies=_THE_LEAD)
    async def settle(request: Request, tenant: TenantId, form: Submitted) -> Response:
        if problems := wrong_in(form):
            return shown(request, tenant, form, problems)
        caller, version = wiring.caller(request, tenant), form.text("version")
        try:
            event = await celebrating.settle(caller, tenant, body_of(form), version)
        except ServiceRefusal as refusal:
            return shown(request, tenant, form, problems_of(refusal, said={"smallest_cohort": _NO_NUMBER}))
        follow(request, tenant, event, "The rules are saved. They hold from now on.")
        return RedirectResponse(f"/lead/{tenant}/celebrations", SEE_OTHER)

    return router


def as_chosen(rules: Rules) -> Form:
    """The rules as somebody would have chosen them."""
    told = {kind: _choice(getattr(rules, kind)) for kind in CELEBRATED_WHEN}
    told |= {"smallest_cohort": str(rules.smallest_cohort), "version": rules.version}
    return Form({name: [value] for name, value in told.items()})


def wrong_in(form: Form) -> list[FieldProblem]:
    """What was not chosen, and a number that is none."""
    problems = [
        FieldProblem(kind, f"{said}: select what is to happen")
        for kind, said in CELEBRATED_WHEN.items()
        if form.text(kind) not in RULE_CHOICES
    ]
    number = form.text("smallest_cohort")
    if not (number.isascii() and number.isdigit() and len(number) <= 4):
        problems.append(FieldProblem("smallest_cohort", _NO_NUMBER))
    return problems


def body_of(form: Form) -> Mapping[str, Any]:
    """As notifications takes it."""
    rules: dict[str, Any] = {
        kind: {"on": form.text(kind) != "off", "needs_approval": form.text(kind) != "publish"}
        for kind in CELEBRATED_WHEN
    }
    return rules | {"smallest_cohort": int(form.text("smallest_cohort"))}


def _choice(rule: Rule) -> str:
    return "off" if not rule.on else "look" if rule.needs_approval else "publish"
