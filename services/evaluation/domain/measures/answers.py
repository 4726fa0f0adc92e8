"""What people answered: means by month, and how the same people changed.

Each person counts once in a figure, however often they answered. A figure tells of at least as many people as
the limit says; no figure is the sum of others; and a change is told anew only when at least as many more
people are in it. So no difference between two figures is about fewer people than the limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean
from typing import Protocol

from services.evaluation.domain.measures.facts import Answer, Facts
from services.evaluation.domain.measures.finding import Figure, Finding, Series
from services.evaluation.domain.measures.periods import Period, month_of, through
from shared.contracts.evaluation import SurveyPurpose

LIVED_EXPERIENCE, PROFESSIONALS = "People with lived experience", "Professionals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How values have changed: the middle, where it lies with 95 % confidence, and how large that is."""

    median: float
    low: float
    high: float
    effect: float


class Statistics(Protocol):
    """What has to be computed by a library. The same numbers always give the same result."""

    def change(self, differences: Sequence[float]) -> Change:
        """Of at least two differences between a second and a first value."""
        ...


def experience(facts: Facts, limit: int) -> Finding:
    """The mean experience of a session by month, on each of the two sides."""
    asked = [one for one in facts.answers if one.purpose is SurveyPurpose.EXPERIENCE]
    sides = ((LIVED_EXPERIENCE, True), (PROFESSIONALS, False))
    return Finding(
        series=tuple(
            Series(
                name=name,
                figures=tuple(
                    _by_month([one for one in asked if one.lived_experience is side], facts, limit)
                ),
            )
            for name, side in sides
        )
    )


def process_review(facts: Facts, limit: int) -> Finding:
    """The mean of what those who made a module say of how it was made, by month."""
    asked = [one for one in facts.answers if one.purpose is SurveyPurpose.PROCESS_REVIEW]
    return Finding(
        series=(Series(name="Contributors", figures=tuple(_by_month(asked, facts, limit))),),
    )


def empowerment_change(facts: Facts, limit: int, statistics: Statistics) -> Finding:
    """How confidence and empowerment of the same people changed since they joined."""
    after = (
        ("After a module", SurveyPurpose.EMPOWERMENT),
        ("90 days later", SurveyPurpose.EMPOWERMENT_LATER),
    )
    return Finding(
        series=tuple(
            Series(
                name=name,
                figures=(_change(name, _pairs(facts, purpose).values(), facts, limit, statistics),),
            )
            for name, purpose in after
        )
    )


def _by_month(answers: Sequence[Answer], facts: Facts, limit: int) -> Iterator[Figure]:
    months: defaultdict[Period, list[Answer]] = defaultdict(list)
    for one in answers:
        if month_of(one.on).settled(facts.today):
            months[month_of(one.on)].append(one)
    if months:
        for month in through(min(months), max(months)):
            yield _mean(month, _each_once(months[month]), limit)


def _mean(month: Period, people: Mapping[str, float], limit: int) -> Figure:
    enough = len(people) >= limit
    return Figure(
        label=month.label,
        on=month.first,
        # Summed in one order whatever the order of the answers, so that it comes out the same to the last
        # bit.
        value=round(fmean(sorted(people.values())), 1) if enough else None,
        count=len(people) if enough or not people else None,
        withheld=bool(people) and not enough,
    )


def _each_once(answers: Iterable[Answer]) -> dict[str, float]:
    by_person: defaultdict[str, list[float]] = defaultdict(list)
    for one in answers:
        by_person[one.pseudonym].append(one.score)
    return {person: fmean(sorted(scores)) for person, scores in by_person.items()}


def _pairs(facts: Facts, purpose: SurveyPurpose) -> dict[str, tuple[date, float]]:
    """For each who answered the same instrument twice: when the second time was, and the difference."""
    pairs: dict[str, tuple[date, float]] = {}
    first = reversed(_ordered(facts.answers, SurveyPurpose.BASELINE))
    baselines = {_who_and_what(one): one for one in first}
    for one in _ordered(facts.answers, purpose):
        before = baselines.get(_who_and_what(one))
        if before is not None and before.on <= one.on and one.pseudonym not in pairs:
            pairs[one.pseudonym] = one.on, one.score - before.score
    return pairs


def _who_and_what(one: Answer) -> tuple[str, str]:
    return one.pseudonym, one.instrument


def _ordered(answers: Iterable[Answer], purpose: SurveyPurpose) -> list[Answer]:
    asked = (one for one in answers if one.purpose is purpose)
    return sorted(asked, key=lambda one: (one.on, one.pseudonym, one.instrument, one.score))


def _change(
    label: str, pairs: Iterable[tuple[date, float]], facts: Facts, limit: int, statistics: Statistics
) -> Figure:
    told, waiting = _told(pairs, facts.today, limit)
    if not told:
        return Figure(label=label, value=None, withheld=waiting)
    change = statistics.change(sorted(told))
    return Figure(
        label=label,
        value=change.median,
        count=len(told),
        low=change.low,
        high=change.high,
        effect=change.effect,
        withheld=waiting,
    )


def _told(pairs: Iterable[tuple[date, float]], today: date, limit: int) -> tuple[list[float], bool]:
    """The differences that are told so far, and whether there are more of them.

    They come in lots: the people of as many settled months as it takes to be no fewer than the limit.
    """
    told: list[float] = []
    lot: list[float] = []
    in_order = sorted(pairs)
    for month, of_month in groupby(in_order, key=lambda pair: month_of(pair[0])):
        if not month.settled(today):
            break
        lot += [difference for _, difference in of_month]
        if len(lot) >= limit:
            told, lot = told + lot, []
    return told, len(told) < len(in_order)
