"""A survey is open until it is answered, expires, or its person may not be asked any more."""

from __future__ import annotations

import pytest

from services.evaluation.domain.survey import OPEN_FOR, Survey
from shared.contracts.evaluation import (
    ResponseRecorded,
    SurveyClosed,
    SurveyEnd,
    SurveyIssued,
    SurveyPurpose,
    SurveyReminded,
)
from shared.contracts.refusal import Refused
from tests.unit.evaluation.asking import DAY, TENANT, cause, days, definition, issued, told

_DAYS = (7, 14)


def _tended(survey: Survey, *after: int) -> list[str]:
    """What is told of a survey that is looked at so many days after it was issued."""
    for count in after:
        survey.tend(_DAYS, DAY + days(count))
    return [type(event).__name__ for event in told(survey)]


def test_who_is_asked_what_until_when_is_told() -> None:
    made = Survey.issue(
        tenant=TENANT,
        survey_id="survey",
        participant_id="p-1",
        cause=cause(),
        asks=definition(),
        on=DAY,
    )
    assert told(made) == [
        SurveyIssued(
            survey_id="survey",
            participant_id="p-1",
            purpose=SurveyPurpose.EXPERIENCE,
            instrument="voices",
            instrument_version=1,
            issued_on=DAY,
            expires_on=DAY + OPEN_FOR,
        )
    ]


def test_an_answer_closes_a_survey_and_tells_how_much_was_answered_and_not_what() -> None:
    survey = issued()
    survey.answer(3, DAY)
    recorded, closed = told(survey)
    assert recorded == ResponseRecorded(
        survey_id="survey", purpose=SurveyPurpose.EXPERIENCE, answered=3, items=4
    )
    assert isinstance(closed, SurveyClosed)
    assert (closed.reason, survey.due_on) == (SurveyEnd.ANSWERED, None)


def test_answers_can_be_changed_and_the_survey_is_closed_once() -> None:
    survey = issued()
    survey.answer(3, DAY)
    told(survey)
    survey.answer(3, DAY + days(40))
    assert told(survey) == []
    survey.answer(4, DAY + days(40))
    assert [type(event) for event in told(survey)] == [ResponseRecorded]


def test_answers_that_are_taken_back_leave_the_survey_answered_by_nothing_and_open_to_be_answered() -> None:
    survey = issued()
    survey.answer(3, DAY)
    told(survey)
    survey.take_back()
    survey.take_back()
    [recorded] = told(survey)
    assert isinstance(recorded, ResponseRecorded)
    assert (recorded.answered, survey.ended) == (0, SurveyEnd.ANSWERED)
    survey.answer(1, DAY)


@pytest.mark.parametrize("reason", [end for end in SurveyEnd if end is not SurveyEnd.ANSWERED])
def test_a_survey_that_was_closed_for_another_reason_takes_no_answers(reason: SurveyEnd) -> None:
    survey = issued()
    survey.close(reason, DAY)
    survey.close(reason, DAY)
    assert [type(event) for event in told(survey)] == [SurveyClosed]
    with pytest.raises(Refused, match="survey-closed"):
        survey.answer(1, DAY)
    with pytest.raises(Refused, match="survey-closed"):
        survey.take_back()


def test_what_was_answered_stays_so_when_consent_is_taken_back() -> None:
    survey = issued()
    survey.answer(1, DAY)
    told(survey)
    survey.close(SurveyEnd.CONSENT_WITHDRAWN, DAY)
    assert (told(survey), survey.ended) == ([], SurveyEnd.ANSWERED)


def test_an_answered_survey_of_somebody_erased_takes_no_answers_and_is_not_told_to_close_again() -> None:
    survey = issued()
    survey.answer(1, DAY)
    told(survey)
    survey.close(SurveyEnd.ERASED, DAY)
    assert told(survey) == []
    with pytest.raises(Refused, match="survey-closed"):
        survey.answer(2, DAY)


def test_the_last_day_is_a_day_to_answer_on_and_the_next_is_not() -> None:
    issued().answer(1, DAY + days(28))
    with pytest.raises(Refused, match="survey-expired"):
        issued().answer(1, DAY + days(29))


def test_somebody_is_reminded_after_7_and_14_days_and_the_survey_expires_after_28() -> None:
    survey = issued()
    assert _tended(survey, 1, 6) == []
    assert _tended(survey, 7, 7, 8, 13) == ["SurveyReminded"]
    assert _tended(survey, 14, 20, 28) == ["SurveyReminded"]
    assert _tended(survey, 29, 30) == ["SurveyClosed"]
    assert (survey.ended, survey.due_on) == (SurveyEnd.EXPIRED, None)


def test_it_is_looked_at_again_when_the_next_thing_is_due() -> None:
    survey = issued()
    seen = [survey.due_on]
    for _ in range(3):
        assert survey.due_on is not None
        survey.tend(_DAYS, survey.due_on)
        seen.append(survey.due_on)
    assert seen == [DAY + days(1), DAY + days(7), DAY + days(14), DAY + days(29)]


def test_reminders_that_were_missed_are_made_up_for_by_one() -> None:
    survey = issued()
    survey.tend(_DAYS, DAY + days(20))
    [reminded] = told(survey)
    assert isinstance(reminded, SurveyReminded)
    assert reminded.reminder == 2


def test_a_reminder_that_would_come_after_the_end_does_not_put_the_end_off() -> None:
    survey = issued()
    survey.tend((40,), DAY + days(1))
    assert survey.due_on == DAY + days(29)


def test_nobody_is_reminded_of_what_they_have_answered() -> None:
    survey = issued()
    survey.answer(1, DAY)
    told(survey)
    assert _tended(survey, 7, 14, 29) == []
