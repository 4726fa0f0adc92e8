"""Answers become scores as the instrument's own definition says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain.definition import Definition, Method, NotApplicable, Scale, Subscale
from services.evaluation.domain.scoring import DOES_NOT_APPLY, Answer, check_answers, scores
from shared.contracts.refusal import Invalid
from tests.unit.evaluation.asking import definition, item


def _subscale(**more: Any) -> Subscale:
    told: dict[str, Any] = {"code": "voice", "title": "Having a say"}
    return Subscale(**told | more)


def _score(asks: Definition, **answers: Answer) -> float | None:
    return scores(asks, answers).get("voice")


def test_a_mean_is_of_the_items_that_were_answered() -> None:
    assert _score(definition(), a=1, b=2, c=4) == pytest.approx(7 / 3)


def test_a_reversed_item_counts_from_the_other_end() -> None:
    asks = definition(item("a"), item("b", reversed=True))
    assert _score(asks, a=5, b=1) == 5
    assert _score(asks, a=5, b=5) == 3


def test_with_less_than_the_share_there_is_no_score_and_with_just_the_share_there_is() -> None:
    assert _score(definition(), a=5) is None
    assert _score(definition(), a=5, b=5) == 5


def test_a_share_of_a_third_is_met_by_one_of_three() -> None:
    asks = definition(item("a"), item("b"), item("c"), subscales=(_subscale(minimum_share=0.33),))
    assert _score(asks, a=4) == 4


def test_not_applicable_is_left_out_or_missing_as_the_definition_says() -> None:
    items = [item(code, may_not_apply=True) for code in "abcd"]
    answers: dict[str, Answer] = {"a": 4, "b": DOES_NOT_APPLY, "c": DOES_NOT_APPLY, "d": DOES_NOT_APPLY}
    assert scores(definition(*items), answers) == {"voice": 4.0}
    assert scores(definition(*items, not_applicable=NotApplicable.MISSING), answers) == {}


def test_of_a_subscale_that_does_not_apply_at_all_there_is_no_score() -> None:
    asks = definition(item("a", may_not_apply=True))
    assert _score(asks, a=DOES_NOT_APPLY) is None


def test_a_sum_stands_for_all_items_though_some_are_open() -> None:
    asks = definition(subscales=(_subscale(method=Method.SUM),))
    assert _score(asks, a=1, b=2, c=3, d=4) == 10
    assert _score(asks, a=2, b=3) == 10


def test_a_score_is_put_on_the_range_that_the_definition_gives() -> None:
    asks = definition(subscales=(_subscale(rescale_lowest=0.0, rescale_highest=100.0),))
    told = [_score(asks, **dict.fromkeys("abcd", value)) for value in (1, 2, 3, 5)]
    assert told == [0, 25, 50, 100]


def test_each_subscale_has_a_score_of_its_own() -> None:
    asks = definition(
        item("a"), item("b", subscale="use"), subscales=(_subscale(), _subscale(code="use", title="Of use"))
    )
    assert scores(asks, {"a": 1, "b": 5}) == {"voice": 1.0, "use": 5.0}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "nothing-answered"),
        ({"zzz": 1}, "unknown-item"),
        ({"a": 0}, "outside-scale"),
        ({"a": 6}, "outside-scale"),
        ({"a": "often"}, "outside-scale"),
        ({"a": DOES_NOT_APPLY}, "always-applies"),
        ({"b": 1}, "answer-needed"),
    ],
)
def test_answers_that_the_instrument_cannot_take_are_refused(answers: dict[str, Answer], code: str) -> None:
    asks = definition(item("a", required=True), item("b"))
    with pytest.raises(Invalid) as refused:
        check_answers(asks, answers)
    assert refused.value.code == code


def test_some_items_may_be_left_open() -> None:
    check_answers(definition(), {"a": 1})


_SCALES = st.tuples(st.integers(0, 5), st.integers(1, 10)).map(
    lambda two: Scale(lowest=two[0], highest=two[0] + two[1])
)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[Definition, dict[str, Answer]]:
    scale = draw(_SCALES)
    reversals = draw(st.lists(st.booleans(), min_size=1, max_size=8))
    items = [
        item(f"i{at}", scale=scale, reversed=is_reversed, may_not_apply=True)
        for at, is_reversed in enumerate(reversals)
    ]
    ends = draw(st.sampled_from([(None, None), (0.0, 100.0), (-1.0, 1.0)]))
    subscale = _subscale(
        method=draw(st.sampled_from(Method)),
        minimum_share=draw(st.sampled_from([0.1, 0.5, 1.0])),
        rescale_lowest=ends[0],
        rescale_highest=ends[1],
    )
    number = st.integers(scale.lowest, scale.highest)
    answer = st.one_of(st.none(), st.just(DOES_NOT_APPLY), number, number)
    given_answers = {one.code: draw(answer) for one in items}
    asks = definition(*items, subscales=(subscale,), not_applicable=draw(st.sampled_from(NotApplicable)))
    return asks, {code: told for code, told in given_answers.items() if told is not None}


def _range_of(asks: Definition) -> tuple[float, float]:
    one, scale = asks.subscales[0], asks.items[0].scale
    if one.rescale_lowest is not None and one.rescale_highest is not None:
        return one.rescale_lowest, one.rescale_highest
    times = len(asks.items) if one.method is Method.SUM else 1
    return scale.lowest * times, scale.highest * times


@given(_cases())
def test_a_score_lies_within_its_range(case: tuple[Definition, dict[str, Answer]]) -> None:
    asks, answers = case
    lowest, highest = _range_of(asks)
    for score in scores(asks, answers).values():
        assert lowest <= score <= highest


@given(_cases(), st.randoms())
def test_the_order_of_the_answers_makes_no_difference(
    case: tuple[Definition, dict[str, Answer]], chance: Any
) -> None:
    asks, answers = case
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert scores(asks, dict(shuffled)) == scores(asks, answers)


@given(_cases())
def test_turning_every_item_and_every_answer_round_changes_nothing(
    case: tuple[Definition, dict[str, Answer]],
) -> None:
    asks, answers = case
    turned = definition(
        *(item(one.code, scale=one.scale, reversed=not one.reversed) for one in asks.items),
        subscales=asks.subscales,
        not_applicable=asks.not_applicable,
    )
    scale = asks.items[0].scale
    mirrored = {
        code: scale.lowest + scale.highest - told if isinstance(told, int) else told
        for code, told in answers.items()
    }
    assert scores(turned, mirrored) == scores(asks, answers)


@given(_cases(), st.data())
def test_a_better_answer_never_lowers_a_score(
    case: tuple[Definition, dict[str, Answer]], data: st.DataObject
) -> None:
    asks, answers = case
    numbers = [one for one in asks.items if isinstance(answers.get(one.code), int)]
    before = scores(asks, answers)
    if not numbers or not before:
        return
    better = data.draw(st.sampled_from(numbers))
    best = better.scale.lowest if better.reversed else better.scale.highest
    after = scores(asks, answers | {better.code: best})
    assert after["voice"] >= before["voice"]
