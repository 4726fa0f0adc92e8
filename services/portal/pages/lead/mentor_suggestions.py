"""Who could mentor somebody, and why; and who does."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from services.portal.clients.mentoring import MentoringClient, Mentorship, Suggestion
from services.portal.clients.service import Caller
from services.portal.pages.lead.mentoring import LEADS
from services.portal.pages.lead.named import Chosen, Names, chosen_in, names_of, problems_with
from services.portal.pages.lead.whom import Whom
from services.portal.pages.lead.whom import whom as whoever
from services.portal.web.learning_words import TOPICS
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring
from shared.web.access import TenantId
from shared.web.forms import Form


def mentor_suggestions_router(wiring: Wiring) -> APIRouter:
    """The form, one question at the most; what it finds, four."""
    router = APIRouter(prefix="/lead/{tenant}/mentoring/suggestions", include_in_schema=False)

    async def shown(
        request: Request,
        tenant: str,
        form: Form,
        problems: list[FieldProblem] | None = None,
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/mentor_suggestions.html",
            title="Find a mentor",
            status=422 if problems else 200,
            problems=problems or [],
            tenant=tenant,
            form=form,
            chosen=await chosen_in(wiring, wiring.caller(request, tenant), tenant, form),
        )

    @router.get("", dependencies=LEADS)
    async def empty(request: Request, tenant: TenantId, whom: Chosen = "") -> Response:
        return await shown(request, tenant, Form({"whom": [whom]}))

    @router.post("", dependencies=LEADS)
    async def find(request: Request, tenant: TenantId, form: Submitted) -> Response:
        """By a form, so that the address stands in no address bar and no log."""
        caller = wiring.caller(request, tenant)
        learner = await whoever(wiring, caller, tenant, form)
        if isinstance(learner, FieldProblem):
            return await shown(request, tenant, form, [learner])
        topics = [topic for topic in form.all("topics") if topic in TOPICS]
        try:
            suggested, mentored, names = await _found(wiring, caller, tenant, learner, topics)
        except ServiceRefusal as refusal:
            return await shown(request, tenant, form, problems_with(refusal, form))
        return wiring.pages.page(
            request,
            "lead/suggested_mentors.html",
            title=f"Mentors for {learner.name}",
            tenant=tenant,
            learner=learner,
            topics="".join(f"&topics={topic}" for topic in topics),
            suggested=suggested,
            mentored=mentored,
            names=names,
        )

    return router


async def _found(
    wiring: Wiring, caller: Caller, tenant: str, learner: Whom, topics: list[str]
) -> tuple[list[Suggestion], list[Mentorship], Names]:
    """Who could, who does at present, and what they are called."""
    mentoring = MentoringClient(wiring.training)
    suggested, mentored = await asyncio.gather(
        mentoring.suggestions(caller, tenant, learner.id, topics),
        mentoring.mentored(caller, tenant, learner.id),
    )
    now = [one for one in mentored.items if one.ended_on is None]
    people = [one.mentor_id for one in (*suggested.items, *now)]
    return suggested.items, now, await names_of(wiring, caller, tenant, people)
