"""Surveys over HTTP: one's own, and how many there are. What anybody answered is given to nobody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.evaluation.api.survey_models import AllCounts, AnswersBody, SurveyView
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.answer_survey import (
    AnswerSurvey,
    TakeBackAnswers,
    answer_survey,
    take_back_answers,
)
from services.evaluation.queries.read_surveys import count_surveys, list_own_surveys
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.paging import Page, PageQuery, encode_cursor

SurveyId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["6f1d6f0c2b117c1a7c449a4401993c5e"])]


def surveys_router(wiring: Wiring) -> APIRouter:
    """The routes of surveys."""
    router = APIRouter(prefix="/v1/{tenant}/surveys", tags=["surveys"])

    @router.get("", dependencies=[allow("member")])
    async def own(tenant: TenantId, who: CurrentPrincipal, page: PageQuery) -> Page[SurveyView]:
        """Lists what you are asked, and what you have answered and can answer anew."""
        after = page.after_as(str)
        found, following = await list_own_surveys(
            who.participants_in(tenant),
            page.limit,
            str(after[0]) if after else "",
            wiring.surveys(tenant),
            wiring.instruments(tenant),
        )
        views = [SurveyView.of(one) for one in found]
        return Page(items=views, next=encode_cursor(following) if following else None)

    @router.get("/counts", dependencies=[allow("lead", "facilitator", "evaluator")])
    async def counts(tenant: TenantId) -> AllCounts:
        """Tells how many surveys were issued, are answered and are open, and never whose they are."""
        smallest_group = await wiring.measures.smallest_group_of(tenant)
        return AllCounts.of(await count_surveys(smallest_group, wiring.surveys(tenant)))

    @router.put("/{survey_id}/answers", status_code=204, dependencies=[allow("member")])
    async def answer(
        tenant: TenantId,
        survey_id: SurveyId,
        body: AnswersBody,
        who: CurrentPrincipal,
        response: Response,
    ) -> None:
        """Answers what you are asked, in the place of what you answered before."""
        with wiring.meter.measure("answer_survey"):
            command = AnswerSurvey(
                tenant=tenant,
                survey_id=survey_id,
                participants=who.participants_in(tenant),
                answers=body.answers,
                on=wiring.today(),
            )
            saved = await answer_survey(command, wiring.desks)
        tell(response, saved)

    @router.delete("/{survey_id}/answers", status_code=204, dependencies=[allow("member")])
    async def take_back(
        tenant: TenantId, survey_id: SurveyId, who: CurrentPrincipal, response: Response
    ) -> None:
        """Takes back what you answered, as long as no published report holds it."""
        with wiring.meter.measure("take_back_answers"):
            command = TakeBackAnswers(
                tenant=tenant, survey_id=survey_id, participants=who.participants_in(tenant)
            )
            saved = await take_back_answers(command, wiring.desks)
        tell(response, saved)

    return router
