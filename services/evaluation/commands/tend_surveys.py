"""What falls due: the same questions 90 days later, reminders, expiry, and answers that are to be removed.

Every worker does this every few seconds. What one has done, the next finds done: each thing is decided anew
from what is kept, in a transaction of its own, and whoever comes second has lost nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from pymongo.errors import PyMongoError

from services.evaluation.commands.ask import ask
from services.evaluation.commands.ports import Desks, Due
from shared.contracts.refusal import Stale
from shared.observability.redaction import describe
from shared.persistence.due import Place

log = structlog.get_logger(__name__)

AT_ONCE = 200
MOST = 5_000
"""In one turn; what is left is done in the next."""


@dataclass(frozen=True, kw_only=True)
class TendSurveys:
    """Which day it is in London, and after how many days somebody is asked again."""

    on: date
    reminder_days: Sequence[int]


async def tend_surveys(command: TendSurveys, respondents: Due, surveys: Due, desks: Desks) -> int:
    """Does what is due on that day or was before; returns for how many. Again does nothing more."""
    done = await _work_off(respondents, command.on, lambda place: _of_respondent(command, place, desks))
    return done + await _work_off(surveys, command.on, lambda place: _of_survey(command, place, desks))


async def _work_off(due: Due, on: date, do: Callable[[Place], Awaitable[None]]) -> int:
    done = seen = 0
    last: Place | None = None
    while seen < MOST and (places := await due.until(on, AT_ONCE, last)):
        for place in places:
            done += await _tried(place, do)
        seen, last = seen + len(places), places[-1]
    return done


async def _tried(place: Place, do: Callable[[Place], Awaitable[None]]) -> bool:
    """Whether it worked: one that fails for a reason of its own must not keep the others waiting."""
    try:
        await do(place)
    except Stale:
        return False  # Somebody else is at it.
    except PyMongoError:
        raise
    except Exception as error:
        log.error("survey_not_tended", exception="\n".join(describe(error)))
        return False
    return True


async def _of_respondent(command: TendSurveys, place: Place, desks: Desks) -> None:
    async with desks(place.tenant) as desk:
        respondent = await desk.respondents.load(place.aggregate_id)
        if respondent.due_on is None or respondent.due_on > command.on:
            return
        if respondent.erased_on is not None:
            await desk.answers.forget(respondent.id)
            respondent.answers_removed()
        else:
            await ask(place.tenant, respondent, respondent.what_is_due(command.on), command.on, desk)
        await desk.respondents.save(respondent)


async def _of_survey(command: TendSurveys, place: Place, desks: Desks) -> None:
    async with desks(place.tenant) as desk:
        survey = await desk.surveys.load(place.aggregate_id)
        if survey.due_on is None or survey.due_on > command.on:
            return
        survey.tend(command.reminder_days, command.on)
        await desk.surveys.save(survey)
