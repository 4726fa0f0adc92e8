"""People are asked once for each cause, whatever the order and however often it is heard of."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services.evaluation.definition import EVALUATION
from services.evaluation.domain.report_content import Period
from services.evaluation.kinds import INSTRUMENTS, RESPONDENTS
from shared.contracts.evaluation import SurveyEnd, SurveyPurpose
from shared.contracts.refusal import NotFound, Refused
from shared.contracts.registration import (
    CollaborativeCreated,
    CollaborativeSpread,
    ConsentPurpose,
    LeavingReason,
    ParticipantLeft,
)
from shared.contracts.training import Attendance
from shared.persistence.due import DueList
from shared.persistence.indexes import prepare_inbox
from tests.integration.evaluation.people import (
    CONFIDENT,
    DAY,
    HOUR,
    NOON,
    WELCOME,
    attended,
    completed,
    consent,
    erased,
    joined,
    released,
    willing,
)
from tests.support.evaluation import TENANT, Evaluated

_MONTH = Period(first=DAY.replace(day=1), last=DAY)


async def _purposes(evaluation: Evaluated, who: str = "") -> list[SurveyPurpose]:
    return sorted(survey.purpose for survey in await evaluation.surveys(who))


async def test_each_cause_issues_its_survey_and_again_nothing(evaluation: Evaluated) -> None:
    heard = [
        await evaluation.hear(joined("p-1"), "p-1", NOON),
        await evaluation.hear(consent("p-1"), "p-1", NOON),
        await evaluation.hear(attended("p-1"), "s-1", NOON + HOUR),
        await evaluation.hear(completed("p-1"), "l-1", NOON + HOUR),
        await evaluation.hear(released("p-1"), "m-1", NOON + HOUR),
    ]
    expected = sorted({*SurveyPurpose} - {SurveyPurpose.EMPOWERMENT_LATER})
    assert await _purposes(evaluation) == expected

    await evaluation.replica.apply(*heard)
    await evaluation.hear(attended("p-1", recorded_on="2018-03-13"), "s-1", NOON + 2 * HOUR)

    assert await _purposes(evaluation) == expected
    assert evaluation.published().count("SurveyIssued") == 4


async def test_after_a_loss_of_the_inbox_everything_is_heard_again_and_nobody_asked_twice(
    evaluation: Evaluated,
) -> None:
    heard = [
        await evaluation.hear(joined("p-1"), "p-1", NOON),
        await evaluation.hear(consent("p-1"), "p-1", NOON),
        await evaluation.hear(attended("p-1"), "s-1", NOON + HOUR),
    ]
    await evaluation.database["inbox"].drop()
    await prepare_inbox(evaluation.database, EVALUATION.projections)
    evaluation.replica.effects.watermarks.forget(mark.mark_id for mark in heard)

    await evaluation.replica.apply(*heard)

    assert evaluation.published().count("SurveyIssued") == 2


async def test_topics_that_are_read_side_by_side_after_an_outage_lead_to_the_same(
    evaluation: Evaluated,
) -> None:
    training = evaluation.arrival(attended("p-1"), "s-1", NOON)
    first = evaluation.arrival(joined("p-1"), "p-1", NOON - 3 * HOUR)
    second = evaluation.arrival(consent("p-1"), "p-1", NOON - 2 * HOUR)
    await evaluation.replica.apply(training)
    assert await _purposes(evaluation) == []
    await evaluation.replica.apply(first, second)
    assert await _purposes(evaluation) == [SurveyPurpose.BASELINE, SurveyPurpose.EXPERIENCE]


async def test_without_consent_nobody_is_asked_and_afterwards_for_the_baseline_alone(
    evaluation: Evaluated,
) -> None:
    await evaluation.hear(joined("p-1"), "p-1", NOON - HOUR)
    await evaluation.hear(attended("p-1"), "s-1", NOON)
    await evaluation.hear(released("p-1"), "m-1", NOON)
    assert await _purposes(evaluation) == []
    await evaluation.hear(consent("p-1"), "p-1", NOON + HOUR)
    assert await _purposes(evaluation) == [SurveyPurpose.BASELINE]


@pytest.mark.parametrize("purpose", sorted({*ConsentPurpose} - {ConsentPurpose.EVALUATION}), ids=str)
async def test_a_consent_to_something_else_asks_nobody_and_to_take_it_back_closes_nothing(
    evaluation: Evaluated, purpose: ConsentPurpose
) -> None:
    await evaluation.hear(joined("p-1"), "p-1", NOON)
    await evaluation.hear(consent("p-1", purpose=purpose), "p-1", NOON)
    await evaluation.hear(attended("p-1"), "s-1", NOON + HOUR)
    assert await _purposes(evaluation) == []

    await willing(evaluation, "p-2")
    await evaluation.hear(consent("p-2", given=False, purpose=purpose), "p-2", NOON)
    assert [survey.ended for survey in await evaluation.surveys("p-2")] == [None]


async def test_without_consent_at_that_time_nobody_is_asked_again_90_days_later(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1", "p-2")
    for who in ("p-1", "p-2"):
        await evaluation.hear(completed(who), f"l-{who}", NOON)
    await evaluation.hear(consent("p-1", given=False), "p-1", NOON + HOUR)
    await evaluation.tend(DAY + timedelta(days=90))
    asked = [one for one in await evaluation.surveys() if one.purpose is SurveyPurpose.EMPOWERMENT_LATER]
    assert [one.participant_id for one in asked] == ["p-2"]


async def test_who_was_not_there_is_not_asked_how_it_was(evaluation: Evaluated) -> None:
    await willing(evaluation, "p-1")
    await evaluation.hear(attended("p-1", Attendance.ABSENT), "s-1", NOON)
    assert await _purposes(evaluation) == [SurveyPurpose.BASELINE]
    await evaluation.hear(attended("p-1", Attendance.PART), "s-1", NOON + HOUR)
    assert await _purposes(evaluation) == [SurveyPurpose.BASELINE, SurveyPurpose.EXPERIENCE]


async def test_who_was_noted_down_as_there_stays_asked_when_that_is_corrected_and_is_asked_once(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1")
    for hours, told in enumerate((Attendance.ATTENDED, Attendance.ABSENT, Attendance.ATTENDED)):
        await evaluation.hear(attended("p-1", told), "s-1", NOON + hours * HOUR)

    (survey,) = [one for one in await evaluation.surveys() if one.purpose is SurveyPurpose.EXPERIENCE]
    assert survey.ended is None


@pytest.mark.parametrize("reason", [SurveyEnd.CONSENT_WITHDRAWN, SurveyEnd.LEFT, SurveyEnd.ERASED], ids=str)
async def test_what_is_open_closes_with_the_reason(evaluation: Evaluated, reason: SurveyEnd) -> None:
    await willing(evaluation, "p-1", "p-2")
    left = ParticipantLeft(participant_id="p-1", reason=LeavingReason.TIME, left_on=DAY)
    ends = {
        SurveyEnd.CONSENT_WITHDRAWN: consent("p-1", given=False),
        SurveyEnd.LEFT: left,
        SurveyEnd.ERASED: erased("p-1"),
    }
    await evaluation.hear(ends[reason], "p-1", NOON)
    ended = {survey.participant_id: survey.ended for survey in await evaluation.surveys()}
    assert ended == {"p-1": reason, "p-2": None}
    assert evaluation.published().count("SurveyClosed") == 1


async def test_90_days_after_a_module_the_same_is_asked_again_once_whoever_looks(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1")
    await evaluation.hear(completed("p-1"), "l-1", NOON)
    await evaluation.tend(DAY + timedelta(days=89))
    assert SurveyPurpose.EMPOWERMENT_LATER not in await _purposes(evaluation)

    later = DAY + timedelta(days=90)
    await asyncio.gather(*(evaluation.tend(later) for _ in range(4)))
    await evaluation.tend(later + timedelta(days=1))

    surveys = [one for one in await evaluation.surveys() if one.purpose is SurveyPurpose.EMPOWERMENT_LATER]
    assert [(one.issued_on, one.instrument) for one in surveys] == [(later, "confidence")]


async def test_while_evaluation_was_away_on_the_90th_day_it_asks_as_soon_as_it_is_back(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1")
    await evaluation.hear(completed("p-1"), "l-1", NOON)
    back = DAY + timedelta(days=97)
    await evaluation.tend(back)
    await evaluation.tend(back)
    [later] = [one for one in await evaluation.surveys() if one.purpose is SurveyPurpose.EMPOWERMENT_LATER]
    assert (later.issued_on, later.open) == (back, True)


async def test_people_are_reminded_and_surveys_expire_once_however_many_workers_look(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1", "p-2", "p-3")
    for after in (7, 14, 29):
        on = DAY + timedelta(days=after)
        await asyncio.gather(*(evaluation.tend(on) for _ in range(3)))
        await evaluation.tend(on)
    published = evaluation.published()
    assert (published.count("SurveyReminded"), published.count("SurveyClosed")) == (6, 3)
    assert await evaluation.tend(DAY + timedelta(days=300)) == 0


async def test_one_that_cannot_be_tended_does_not_keep_the_others_waiting(evaluation: Evaluated) -> None:
    await willing(evaluation, "p-1", "p-2")
    broken = (await evaluation.surveys("p-1"))[0]
    path = {"_id": f"{TENANT}/{broken.id}"}
    await evaluation.database["surveys"].update_one(path, {"$set": {"state.purpose": "no such purpose"}})
    await evaluation.tend(DAY + timedelta(days=29))
    assert [survey.ended for survey in await evaluation.surveys("p-2")] == [SurveyEnd.EXPIRED]


async def test_only_whoever_is_asked_can_answer(evaluation: Evaluated) -> None:
    await willing(evaluation, "p-1")
    [survey] = await evaluation.surveys()
    with pytest.raises(NotFound, match="no-such-survey"):
        await evaluation.answer(survey, CONFIDENT, DAY, who="p-2")
    survey.id = "0" * 32
    with pytest.raises(NotFound, match="no-such-survey"):
        await evaluation.answer(survey, CONFIDENT, DAY)
    assert await evaluation.kept() == 0


async def test_answers_are_scored_as_they_are_now_and_are_gone_once_taken_back(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1")
    [survey] = await evaluation.surveys()
    await evaluation.answer(survey, {"speak-up": 1}, DAY)
    await evaluation.answer(survey, CONFIDENT, DAY)
    found = [
        one async for one in evaluation.responses.responses(SurveyPurpose.BASELINE, DAY.replace(day=1), DAY)
    ]
    assert [(one.pseudonym, one.instrument, one.period, one.organisation) for one in found] == [
        (evaluation.pseudonyms.of(TENANT, "p-1"), "confidence", DAY.replace(day=1), None)
    ]
    assert found[0].scores == {"confidence": pytest.approx(220 / 3)}
    assert evaluation.published().count("SurveyClosed") == 1

    await evaluation.take_back(survey)
    await evaluation.take_back(survey)

    assert await evaluation.kept() == 0


async def test_an_erasure_removes_all_answers_also_those_that_a_report_holds(evaluation: Evaluated) -> None:
    await willing(evaluation, "p-1", "p-2")
    await evaluation.hear(attended("p-1"), "s-1", NOON)
    for survey in await evaluation.surveys():
        experience = survey.purpose is SurveyPurpose.EXPERIENCE
        await evaluation.answer(survey, WELCOME if experience else CONFIDENT, DAY)
    await evaluation.responses.seal(_MONTH, "report")
    assert await evaluation.kept() == 3

    await evaluation.hear(erased("p-1"), "p-1", NOON + HOUR)
    for survey in await evaluation.surveys("p-1"):
        with pytest.raises(Refused, match=r"survey-closed|no-consent"):
            await evaluation.answer(survey, CONFIDENT, DAY)
    await asyncio.gather(evaluation.tend(DAY), evaluation.tend(DAY))
    await evaluation.tend(DAY)

    left = [record["pseudonym"] async for _, record in evaluation.records.each({})]
    assert left == [evaluation.pseudonyms.of(TENANT, "p-2")]
    await evaluation.hear(attended("p-1"), "s-2", NOON + 2 * HOUR)
    assert await evaluation.tend(DAY) == 0


async def test_of_an_answer_and_an_erasure_at_the_same_time_nothing_stays_behind(
    evaluation: Evaluated,
) -> None:
    people = [f"p-{number}" for number in range(6)]
    await willing(evaluation, *people)
    surveys = {survey.participant_id: survey for survey in await evaluation.surveys()}

    async def erase() -> None:
        for who in people:
            await evaluation.hear(erased(who), who, NOON)

    answers = (evaluation.answer(surveys[who], CONFIDENT, DAY) for who in people)
    await asyncio.gather(erase(), *answers, return_exceptions=True)
    await evaluation.tend(DAY)

    assert await evaluation.kept() == 0


async def test_the_shipped_instruments_are_there_once_in_each_collaborative(evaluation: Evaluated) -> None:
    created = CollaborativeCreated.model_validate(CollaborativeCreated.example)
    await willing(evaluation, "p-1")
    await evaluation.hear(created, TENANT, NOON)
    codes = [one.id for one in await evaluation.store(INSTRUMENTS).page({}, 10)]
    assert codes == ["confidence", "module-making", "session-experience"]
    assert evaluation.published().count("InstrumentPublished") == 3


async def test_what_was_imported_comes_along_to_a_collaborative_that_is_made_from_another(
    evaluation: Evaluated,
) -> None:
    from services.evaluation.api.instrument_models import FILE
    from services.evaluation.commands.choose_instrument import ChooseInstrument, choose_instrument
    from services.evaluation.commands.import_instrument import ImportInstrument, import_instrument
    from services.evaluation.commands.instrument_file import InstrumentUse, read_instrument
    from services.evaluation.kinds import INSTRUMENT_CHOICES

    imported = read_instrument(str(FILE).replace("True", "true").replace("False", "false").encode())
    ours, theirs = evaluation.store(INSTRUMENTS), evaluation.store(INSTRUMENTS, "diabetes-ni")
    await import_instrument(ImportInstrument(tenant=TENANT, definition=imported, on=DAY), ours)
    await choose_instrument(
        ChooseInstrument(tenant=TENANT, use=InstrumentUse.EXPERIENCE, instrument=imported.code),
        evaluation.store(INSTRUMENT_CHOICES),
        ours,
    )
    spread = CollaborativeSpread.model_validate(CollaborativeSpread.example)

    heard = await evaluation.hear(spread, "diabetes-ni", NOON, tenant="diabetes-ni")
    await evaluation.replica.apply(heard)

    copy = await theirs.load(imported.code)
    assert (copy.versions, copy.shipped) == ([imported], False)
    choice = await evaluation.store(INSTRUMENT_CHOICES, "diabetes-ni").load("diabetes-ni")
    assert choice.chosen == {"experience": imported.code}


async def test_nothing_is_due_of_somebody_for_whom_nothing_is(evaluation: Evaluated) -> None:
    await willing(evaluation, "p-1")
    due = DueList(evaluation.replica.shelves[RESPONDENTS.collection])
    assert await due.until(DAY + timedelta(days=999), 10) == []
