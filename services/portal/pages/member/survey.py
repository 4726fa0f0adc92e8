"""Questions to answer: by nobody but those who are asked, in their own time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.evaluation import Item, Survey
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId
from shared.web.forms import Form

_DOES_NOT_APPLY = "not_applicable"
SurveyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def survey_router(wiring: Wiring) -> APIRouter:
    """The form, one question; sending it, two."""
    router = APIRouter(prefix="/member/{tenant}/surveys/{survey_id}", include_in_schema=False)

    async def asked(request: Request, tenant: str, survey_id: str) -> Survey:
        surveys = await wiring.evaluation.surveys(wiring.caller(request, tenant), tenant)
        for one in surveys.items:
            if one.id == survey_id:
                return one
        raise NotFound("no-such-survey", "These questions are not open to you, or not any more.")

    def shown(
        request: Request, tenant: str, survey: Survey, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        return wiring.pages.page(
            request,
            "member/survey.html",
            title=survey.title,
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            survey=survey,
            choices={item.code: choices_of(item) for item in survey.items},
            form=form,
        )

    @router.get("", dependencies=MEMBERS)
    async def ask(request: Request, tenant: TenantId, survey_id: SurveyId, _: OwnRecord) -> Response:
        """What was answered before is not shown: nobody can read it, not even here."""
        return shown(request, tenant, await asked(request, tenant, survey_id), Form())

    @router.post("", dependencies=MEMBERS)
    async def answer(
        request: Request, tenant: TenantId, survey_id: SurveyId, _: OwnRecord, form: Submitted
    ) -> Response:
        survey = await asked(request, tenant, survey_id)
        answers = answers_in(form, survey)
        if problems := missing(answers, survey):
            return shown(request, tenant, survey, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            event = await wiring.evaluation.answer(caller, tenant, survey_id, answers)
        except ServiceRefusal as refusal:
            return shown(request, tenant, survey, form, problems_of(refusal))
        follow(request, tenant, event, "Thank you. Your answers are kept.")
        return RedirectResponse(f"/member/{tenant}", SEE_OTHER)

    @router.post("/take-back", dependencies=MEMBERS)
    async def take_back(
        request: Request, tenant: TenantId, survey_id: SurveyId, _: OwnRecord, __: Submitted
    ) -> Response:
        event = await wiring.evaluation.take_back(wiring.caller(request, tenant), tenant, survey_id)
        follow(request, tenant, event, "Your answers are deleted.")
        return RedirectResponse(f"/member/{tenant}", SEE_OTHER)

    return router


def choices_of(item: Item) -> Mapping[str, str]:
    """What can be chosen, by what is sent: each number of the scale, with its label where it has one."""
    numbers = (str(number) for number in range(item.lowest, item.highest + 1))
    scale = {each: f"{each}: {item.labels[each]}" if each in item.labels else each for each in numbers}
    return scale | ({_DOES_NOT_APPLY: "This does not apply to me"} if item.may_not_apply else {})


def answers_in(form: Form, survey: Survey) -> dict[str, int | str]:
    """What was chosen, by the code of the item; what was left open is left out."""
    answers: dict[str, int | str] = {}
    for item in survey.items:
        chosen = form.text(f"answer-{item.code}")
        if chosen in choices_of(item):
            answers[item.code] = chosen if chosen == _DOES_NOT_APPLY else int(chosen)
    return answers


def missing(answers: Mapping[str, int | str], survey: Survey) -> list[FieldProblem]:
    """What cannot be left open, and a form in which everything was."""
    needed = [
        FieldProblem(f"answer-{item.code}", "Choose an answer to this one")
        for item in survey.items
        if item.required and item.code not in answers
    ]
    if not answers and not needed and survey.items:
        needed = [FieldProblem(f"answer-{survey.items[0].code}", "Choose an answer to one of them at least")]
    return needed
