"""Who may be asked, and for what: whatever the order in which it is heard of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from pydantic import TypeAdapter

from services.evaluation.domain.respondent import MOST_WAITING, Asked, Cause, Respondent
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Role
from tests.unit.evaluation.asking import DAY, NOON, cause, days, respondent, willing

_ASKED = Asked(instrument="confidence", version=1)


def _purposes(causes: Sequence[Cause]) -> list[SurveyPurpose]:
    return [one.purpose for one in causes]


def test_the_baseline_is_asked_once_somebody_takes_part_and_consents() -> None:
    one = respondent()
    assert not one.join(Role.CARER, None, DAY, NOON)
    assert _purposes(one.consent(NOON + days(1))) == [SurveyPurpose.BASELINE]


def test_the_baseline_is_asked_when_the_consent_came_before_the_joining() -> None:
    one = respondent()
    assert not one.consent(NOON)
    assert _purposes(one.join(Role.CARER, None, DAY, NOON + days(1))) == [SurveyPurpose.BASELINE]


def test_the_baseline_is_asked_once_though_consent_is_taken_back_and_given_again() -> None:
    one = willing()
    for again in one.consent(NOON):
        one.ask(again, _ASKED)
    one.withdraw_consent()
    assert not one.consent(NOON + days(1))


def test_a_session_is_asked_about_once_however_often_its_attendance_is_recorded() -> None:
    one = willing()
    assert one.learn(cause()) == [cause()]
    one.ask(cause(), _ASKED)
    assert not one.learn(cause(at=NOON + days(2)))
    assert one.learn(cause(about="s-2"))


@pytest.mark.parametrize("without", ["consent", "part"])
def test_without_consent_or_part_nobody_is_asked(without: str) -> None:
    one = willing()
    if without == "consent":
        one.withdraw_consent()
    else:
        one.leave()
    assert not one.learn(cause())


def test_what_came_about_before_the_consent_is_not_asked_afterwards() -> None:
    one = respondent()
    one.join(Role.CARER, None, DAY, NOON - days(9))
    assert not one.learn(cause(at=NOON))
    assert _purposes(one.consent(NOON + days(1))) == [SurveyPurpose.BASELINE]
    assert not one.learn(cause(about="s-0", at=NOON))


def test_what_came_about_after_the_consent_and_was_heard_of_before_it_is_asked() -> None:
    """After an outage the topics are read side by side: the attendance may be heard of first."""
    one = respondent()
    assert not one.learn(cause(at=NOON))
    one.join(Role.CARER, None, DAY, NOON - days(2))
    assert _purposes(one.consent(NOON - days(1))) == [SurveyPurpose.BASELINE, SurveyPurpose.EXPERIENCE]
    assert one.waiting == []


def test_what_came_about_while_somebody_was_away_is_not_asked_when_they_are_back() -> None:
    one = willing()
    one.leave()
    one.learn(cause(at=NOON))
    causes = one.join(Role.CARER, None, DAY, NOON + days(1))
    assert _purposes(causes) == [SurveyPurpose.BASELINE]


def test_of_somebody_who_may_not_be_asked_no_more_than_a_few_causes_are_remembered() -> None:
    one = respondent()
    for number in range(MOST_WAITING + 7):
        one.learn(cause(about=f"s-{number}"))
    assert len(one.waiting) == MOST_WAITING
    assert one.waiting[-1].about == f"s-{MOST_WAITING + 6}"


def test_empowerment_is_asked_again_90_days_after_the_module() -> None:
    one = willing()
    one.ask(cause(SurveyPurpose.EMPOWERMENT, "m/1"), _ASKED)
    assert one.due_on == DAY + days(90)
    assert not one.what_is_due(DAY + days(89))
    due = one.what_is_due(DAY + days(90))
    assert [(again.purpose, again.period) for again in due] == [
        (SurveyPurpose.EMPOWERMENT_LATER, date(2018, 6, 1))
    ]
    assert one.due_on is None
    assert not one.what_is_due(DAY + days(91))


def test_what_was_to_come_90_days_later_does_not_once_consent_is_taken_back() -> None:
    one = willing()
    one.ask(cause(SurveyPurpose.EMPOWERMENT, "m/1"), _ASKED)
    one.withdraw_consent()
    one.consent(NOON + days(1))
    assert one.due_on is None
    assert not one.what_is_due(DAY + days(90))


def test_the_same_questions_are_asked_before_and_after() -> None:
    one = willing()
    one.ask(cause(SurveyPurpose.BASELINE, ""), Asked(instrument="first", version=1))
    one.ask(cause(SurveyPurpose.EMPOWERMENT, "m/1"), Asked(instrument="second", version=2))
    assert one.empowerment == Asked(instrument="first", version=1)


def test_whoever_is_erased_is_never_asked_again_and_their_answers_are_due_to_go() -> None:
    one = willing()
    one.ask(cause(), _ASKED)
    one.erase(DAY)
    assert (one.due_on, one.may_be_asked, one.role) == (DAY, False, None)
    assert not one.join(Role.CARER, None, DAY, NOON + days(1))
    assert not one.consent(NOON + days(1))
    assert not one.learn(cause(about="s-2", at=NOON + days(2)))
    assert one.waiting == []

    one.answers_removed()

    assert (one.surveys, one.due_on) == ([], None)


def test_an_experience_keeps_the_day_of_its_session_and_all_else_its_month() -> None:
    assert cause(SurveyPurpose.EXPERIENCE).period == DAY
    assert cause(SurveyPurpose.PROCESS_REVIEW).period == DAY.replace(day=1)


def test_the_id_of_a_survey_follows_from_tenant_person_purpose_and_cause_alone() -> None:
    ids = {
        cause(purpose, about).survey_id(tenant, who)
        for purpose in (SurveyPurpose.EMPOWERMENT, SurveyPurpose.PROCESS_REVIEW)
        for about in ("m/1", "m/2")
        for tenant in ("a-ni", "b-ni")
        for who in ("p-1", "p-2")
    }
    assert len(ids) == 16
    later = cause(day=DAY + days(5), role=Role.PROFESSIONAL, at=NOON + days(5))
    assert cause().survey_id("a-ni", "p-1") == later.survey_id("a-ni", "p-1")


def test_a_respondent_is_stored_and_read_as_they_were() -> None:
    one = willing()
    one.ask(cause(SurveyPurpose.EMPOWERMENT, "m/1"), _ASKED)
    adapter = TypeAdapter(Respondent)
    assert adapter.validate_python(adapter.dump_python(one, mode="json")) == one
