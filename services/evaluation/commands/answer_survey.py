"""Somebody answers a survey, answers otherwise, or takes back what they answered."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.ports import Desk, Desks
from services.evaluation.domain.impact_report import report_of
from services.evaluation.domain.scoring import Answer, check_answers
from services.evaluation.domain.survey import Survey
from shared.contracts.refusal import NotFound, Refused
from shared.persistence.changing import again_if_stale, save_if_changed, unchanged
from shared.persistence.store import Saved


@dataclass(frozen=True, kw_only=True)
class AnswerSurvey:
    """Which survey, on behalf of which participants the caller may speak, and the whole of the answers."""

    tenant: str
    survey_id: str
    participants: frozenset[str]
    answers: Mapping[str, Answer]
    on: date


@dataclass(frozen=True, kw_only=True)
class TakeBackAnswers:
    """Which survey, and on behalf of which participants the caller may speak."""

    tenant: str
    survey_id: str
    participants: frozenset[str]


async def answer_survey(command: AnswerSurvey, desks: Desks) -> Saved:
    """Keeps the answers under a pseudonym, and notes with the survey that it was answered.

    Both or neither, and never once the person is erased: whoever erases them changes the same survey.

    Raises:
        NotFound: there is none of that id, or it is not theirs.
        Refused: it cannot be answered any more, they consent no longer, or a published report
            holds the answers.
        Invalid: the answers are not those that the instrument takes.
    """

    async def once() -> Saved:
        async with desks(command.tenant) as desk:
            survey = await _own(desk, command.survey_id, command.participants)
            respondent = await desk.respondents.load(survey.participant_id)
            if not respondent.may_be_asked:
                raise Refused(
                    "no-consent", "Answers are kept only of those who take part and consent to evaluation."
                )
            asks = (await desk.instruments.load(survey.instrument)).in_version(survey.instrument_version)
            check_answers(asks, command.answers)
            survey.answer(len(command.answers), command.on)
            await _let_go(desk, survey)
            await desk.answers.keep(survey, asks, command.answers)
            # Even if nothing is different for the survey: of an answer and an erasure one has to wait.
            return await desk.surveys.save(survey)

    return await again_if_stale(once)


async def take_back_answers(command: TakeBackAnswers, desks: Desks) -> Saved:
    """Removes what was answered. Nothing happens if that is nothing.

    Raises:
        NotFound: there is none of that id, or it is not theirs.
        Refused: a published report holds the answers, or the survey was closed before there were any.
    """

    async def once() -> Saved:
        async with desks(command.tenant) as desk:
            survey = await _own(desk, command.survey_id, command.participants)
            await _let_go(desk, survey)
            await desk.answers.take_back(survey)
            survey.take_back()
            return await desk.surveys.save(survey) if survey.recorded else unchanged(survey)

    return await again_if_stale(once)


async def _let_go(desk: Desk, survey: Survey) -> None:
    """Whoever is about to publish what is changed here finds that they have to begin anew.

    An attempt to publish that was cut short holds nobody to what they answered: no report tells of it.
    """
    for seal in await desk.answers.held_under(survey):
        report = await desk.reports.load(report_of(seal))
        before = deepcopy(report)
        report.let_go(seal)
        await save_if_changed(desk.reports, report, before)


async def _own(desk: Desk, survey_id: str, participants: frozenset[str]) -> Survey:
    survey = await desk.surveys.find(survey_id)
    if survey is None or survey.participant_id not in participants:
        # The same answer for another's: nobody can find out which there are.
        raise NotFound("no-such-survey", "You are asked nothing of this kind. Look at what you are asked.")
    return survey
