"""What people answered leaves the service in means and changes of enough people, and no other way."""

from __future__ import annotations

from datetime import date

import pytest

from services.evaluation.adapters.statistics import ScipyStatistics
from services.evaluation.domain.measures.answers import empowerment_change, experience, process_review
from services.evaluation.domain.measures.facts import Answer, Facts
from services.evaluation.domain.measures.finding import Figure
from shared.contracts.evaluation import SurveyPurpose
from tests.unit.evaluation.measures.known import TODAY, MeanOnly, answer

MARCH, APRIL, MAY = date(2018, 3, 1), date(2018, 4, 1), date(2018, 5, 1)
BEFORE, AFTER, LATER = (
    SurveyPurpose.BASELINE,
    SurveyPurpose.EMPOWERMENT,
    SurveyPurpose.EMPOWERMENT_LATER,
)


def of(*answers: Answer, today: date = TODAY) -> Facts:
    return Facts(today=today, answers=answers)


def pairs(prefix: str, differences: list[float], on: date, after: SurveyPurpose = AFTER) -> list[Answer]:
    return [
        one
        for nth, difference in enumerate(differences)
        for one in (
            answer(f"{prefix}{nth}", 50, MARCH, BEFORE),
            answer(f"{prefix}{nth}", 50 + difference, on, after),
        )
    ]


def changes(facts: Facts, limit: int = 5) -> tuple[Figure, Figure]:
    after, later = empowerment_change(facts, limit, MeanOnly()).series
    return after.figures[0], later.figures[0]


def test_the_mean_of_a_month_is_told_of_each_side_from_five_people_on() -> None:
    lived = [answer(f"l{nth}", 60 + 10 * nth) for nth in range(5)]
    others = [answer(f"p{nth}", 50, lived=False) for nth in range(4)]
    with_lived, professionals = experience(of(*lived, *others), 5).series
    assert [(one.label, one.value, one.count) for one in with_lived.figures] == [("May 2018", 80.0, 5)]
    assert [(one.value, one.count, one.withheld) for one in professionals.figures] == [(None, None, True)]


def test_somebody_who_answered_many_times_counts_once() -> None:
    often = [answer("often", 0, date(2018, 5, day)) for day in range(1, 20)]
    four = [answer(f"l{nth}", 100) for nth in range(4)]
    [figure] = experience(of(*often, *four), 5).series[0].figures
    assert (figure.value, figure.count) == (80.0, 5)
    [alone] = experience(of(*often), 5).series[0].figures
    assert alone.withheld


def test_a_month_is_told_once_what_was_asked_in_it_can_be_answered_no_longer() -> None:
    answers = [answer(f"l{nth}", 70, date(2018, 10, 20)) for nth in range(9)]
    assert experience(of(*answers, today=date(2018, 11, 30)), 5).series[0].figures == ()
    assert len(experience(of(*answers, today=date(2018, 12, 1)), 5).series[0].figures) == 1


def test_no_figure_is_told_that_is_the_sum_of_others() -> None:
    answers = [answer(f"{on}{nth}", 70, on) for on in (MARCH, MAY) for nth in range(9)]
    assert [one.label for one in experience(of(*answers), 5).series[0].figures] == [
        "March 2018",
        "April 2018",
        "May 2018",
    ]


def test_contributors_are_asked_how_a_module_was_made() -> None:
    answers = [answer(f"c{nth}", 90, purpose=SurveyPurpose.PROCESS_REVIEW) for nth in range(5)]
    assert [one.value for one in process_review(of(*answers), 5).series[0].figures] == [90.0]


def test_the_change_is_of_those_who_answered_the_same_twice() -> None:
    others = [
        answer("only before", 0, MARCH, BEFORE),
        answer("only after", 99, MAY, AFTER),
        answer("another version", 10, MARCH, BEFORE, instrument="ours:1"),
        answer("another version", 90, MAY, AFTER, instrument="ours:2"),
    ]
    after, later = changes(of(*pairs("a", [1, 2, 3, 4, 5], MAY), *others))
    assert (after.value, after.count, after.withheld) == (3, 5, False)
    assert (later.value, later.withheld) == (None, False)


def test_the_first_baseline_and_the_first_answer_after_count() -> None:
    again = [answer("a0", 90, APRIL, BEFORE), answer("a0", 0, date(2018, 6, 1), AFTER)]
    after, _ = changes(of(*pairs("a", [10, 10, 10, 10, 10], MAY), *again))
    assert after.value == 10


def test_ninety_days_later_is_told_apart() -> None:
    _, later = changes(of(*pairs("a", [7] * 6, date(2018, 8, 1), LATER)))
    assert (later.label, later.value, later.count) == ("90 days later", 7, 6)


def test_a_change_of_fewer_than_five_is_withheld() -> None:
    after, _ = changes(of(*pairs("a", [1, 2, 3, 4], MAY)))
    assert (after.value, after.count, after.withheld) == (None, None, True)


def test_a_change_is_told_anew_only_with_five_people_more() -> None:
    first = pairs("a", [0] * 5, APRIL)
    with_four = changes(of(*first, *pairs("b", [100] * 4, MAY)))[0]
    with_five = changes(of(*first, *pairs("b", [100] * 5, MAY)))[0]
    assert (with_four.value, with_four.count, with_four.withheld) == (0, 5, True)
    assert (with_five.value, with_five.count, with_five.withheld) == (50, 10, False)


def test_a_larger_limit_holds_for_changes_too() -> None:
    assert changes(of(*pairs("a", [1] * 9, MAY)), limit=10)[0].withheld


def test_statistics_of_the_same_differences_are_the_same_to_the_last_bit() -> None:
    # So many and so close together that no two bootstraps agree, unless they draw the same.
    differences = [nth**1.5 for nth in range(300)]
    first, second, third = (ScipyStatistics().change(differences) for _ in range(3))
    assert first == second == third
    assert first.low < first.median < first.high


def test_a_change_is_a_median_within_its_interval() -> None:
    told = ScipyStatistics().change([-3.0, 0.0, 2.0, 2.0, 5.0, 9.0, 11.0])
    assert (told.median, told.low, told.high) == (2.0, 0.0, 9.0)


def test_the_effect_is_the_share_of_ranks_that_go_up_less_those_that_go_down() -> None:
    statistics = ScipyStatistics()
    assert statistics.change([1.0, 2.0, 3.0]).effect == 1.0
    assert statistics.change([-1.0, -2.0, -3.0]).effect == -1.0
    # Ranks 1, 2 and 3: up 2 + 3, down 1.
    assert statistics.change([-1.0, 2.0, 3.0]).effect == pytest.approx(4 / 6, abs=1e-6)


def test_those_who_did_not_change_leave_no_effect() -> None:
    told = ScipyStatistics().change([0.0] * 6)
    assert (told.median, told.low, told.high, told.effect) == (0, 0, 0, 0)


def test_one_difference_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two differences"):
        ScipyStatistics().change([1.0])
