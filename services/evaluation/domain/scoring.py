"""From answers to scores, as the instrument's own definition says.

Invariants: a score lies within the range that the definition gives it, both ends included; the order of items
and answers makes no difference; it is computed in exact fractions and rounded once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.evaluation.domain.definition import Definition, Item, Method, NotApplicable, Subscale
from shared.contracts.refusal import Invalid

DOES_NOT_APPLY = "not_applicable"

type Answer = int | str
"""A number of the item's scale, or ``DOES_NOT_APPLY``."""


def check_answers(definition: Definition, answers: Mapping[str, Answer]) -> None:
    """Does nothing for answers that the instrument can take; some items may be left open.

    Raises:
        Invalid: there are none at all, or one is to no item, outside its scale, not allowed or missing.
    """
    if not answers:
        raise Invalid("nothing-answered", "Answer one item at least, or take your answers back.")
    for code, answer in answers.items():
        item = definition.item(code)
        if item is None:
            raise Invalid("unknown-item", "This survey has no item of that code. Answer those that it lists.")
        _check(item, answer)
    if any(item.required and item.code not in answers for item in definition.items):
        raise Invalid("answer-needed", "Some items of this survey cannot be left open. Answer those as well.")


def _check(item: Item, answer: Answer) -> None:
    if answer == DOES_NOT_APPLY:
        if not item.may_not_apply:
            raise Invalid("always-applies", 'This survey has items that cannot be answered "not applicable".')
    elif not isinstance(answer, int) or not item.scale.lowest <= answer <= item.scale.highest:
        raise Invalid("outside-scale", "An answer is one of the numbers on the scale of its item.")


def scores(definition: Definition, answers: Mapping[str, Answer]) -> dict[str, float]:
    """The score of each subscale of which enough is answered."""
    found = {one.code: _score(definition, one, answers) for one in definition.subscales}
    return {code: float(score) for code, score in found.items() if score is not None}


def _score(definition: Definition, one: Subscale, answers: Mapping[str, Answer]) -> Fraction | None:
    items = [item for item in definition.items if item.subscale == one.code]
    if definition.not_applicable is NotApplicable.LEFT_OUT:
        items = [item for item in items if answers.get(item.code) != DOES_NOT_APPLY]
    given = [_value(item, answers[item.code]) for item in items if item.code in answers]
    numbers = [value for value in given if value is not None]
    if not numbers or Fraction(len(numbers), len(items)) < Fraction(str(one.minimum_share)):
        return None
    mean = Fraction(sum(numbers), len(numbers))
    scale = items[0].scale
    if one.rescale_lowest is not None and one.rescale_highest is not None:
        lowest, highest = Fraction(str(one.rescale_lowest)), Fraction(str(one.rescale_highest))
        share = (mean - scale.lowest) / (scale.highest - scale.lowest)
        return lowest + share * (highest - lowest)
    # A sum is of the items that the subscale has, or people with less to say would seem to be worse off.
    every = sum(item.subscale == one.code for item in definition.items)
    return mean * every if one.method is Method.SUM else mean


def _value(item: Item, answer: Answer) -> int | None:
    if not isinstance(answer, int):
        return None
    return item.scale.lowest + item.scale.highest - answer if item.reversed else answer
