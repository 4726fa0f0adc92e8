"""What meetings and sessions tell: who was in the room, who gave the training, and why people stayed away.

How many of those at a meeting have lived experience is a number that everybody in the room can count. It is
told as it is, however small: that three of fifty had, in January 2018, is why there is a collaborative. Why
people stayed away is told as any other count of people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median

from services.evaluation.domain.measures.answers import LIVED_EXPERIENCE, PROFESSIONALS
from services.evaluation.domain.measures.facts import Facts, HeldSession
from services.evaluation.domain.measures.finding import Figure, Finding, Series, share
from services.evaluation.domain.measures.periods import (
    Period,
    day_in_words,
    month_of,
    quarter_of,
    through,
)
from services.evaluation.domain.suppression import publish_table
from shared.contracts.registration import Barrier, MeetingKind

_BARRIERS = {
    Barrier.WORK_RELEASE: "No release from work",
    Barrier.CARER_COVER: "Nobody to care in their place",
    Barrier.TRAVEL_COST: "Cost of travel",
    Barrier.ILLNESS: "Illness",
    Barrier.TIMING: "The time did not suit",
    Barrier.NOT_TOLD: "Not told in time",
    Barrier.ACCESS: "Access",
    Barrier.OTHER: "Another reason",
}


def representation(facts: Facts) -> Finding:
    """How many of those at each meeting of the collaborative have lived experience."""
    held = [one for one in facts.meetings if one.kind is MeetingKind.COLLABORATIVE and one.attended]
    figures = tuple(
        Figure(
            label=day_in_words(one.held_on),
            on=one.held_on,
            value=share(one.lived_experience, one.attended),
            count=one.lived_experience,
            of=one.attended,
        )
        for one in sorted(held, key=lambda one: (one.held_on, one.id))
    )
    return Finding(series=(Series(name="Meetings of the collaborative", figures=figures),))


def pairing(facts: Facts) -> Finding:
    """How many of the sessions of each month were given by both sides together."""
    months: defaultdict[Period, list[HeldSession]] = defaultdict(list)
    for one in facts.sessions:
        months[month_of(one.held_on)].append(one)
    figures: list[Figure] = []
    for month in through(min(months), max(months)) if months else ():
        held, paired = len(months[month]), sum(one.paired for one in months[month])
        value = share(paired, held)
        figures.append(Figure(label=month.label, on=month.first, value=value, count=paired, of=held))
    return Finding(series=(Series(name="Sessions", figures=tuple(figures)),))


def barriers(facts: Facts, limit: int) -> Finding:
    """How many apologies there were for each reason, on each side, up to the last month that has ended."""
    counted: Counter[tuple[Barrier, bool]] = Counter()
    for one in facts.apologies:
        if month_of(one.on).ended(facts.today):
            counted[one.barrier, one.role.lived_experience] += one.count
    table = publish_table([[counted[one, True], counted[one, False]] for one in Barrier], limit)
    columns = {
        LIVED_EXPERIENCE: tuple(row[0] for row in table.cells),
        PROFESSIONALS: tuple(row[1] for row in table.cells),
        "Everyone": table.row_totals,
    }
    totals = (*table.column_totals, table.total)
    return Finding(
        series=tuple(
            Series(
                name=name,
                figures=tuple(
                    _count(label, told)
                    for label, told in [*zip(_BARRIERS.values(), cells, strict=True), ("All reasons", total)]
                ),
            )
            for (name, cells), total in zip(columns.items(), totals, strict=True)
        )
    )


def time_to_training(facts: Facts, limit: int) -> Finding:
    """How many days it took from joining to the first session, by the quarter in which that was."""
    joined = {one.id: one.joined_on for one in facts.people if one.joined_on is not None}
    quarters: defaultdict[Period, list[int]] = defaultdict(list)
    for who, first in _first_sessions(facts).items():
        if who in joined and quarter_of(first.held_on).ended(facts.today):
            quarters[quarter_of(first.held_on)].append(max(0, (first.held_on - joined[who]).days))
    figures: list[Figure] = []
    for quarter in through(min(quarters), max(quarters)) if quarters else ():
        days = quarters[quarter]
        enough = len(days) >= limit
        value = float(median(days)) if enough else None
        figures.append(
            Figure(label=quarter.label, on=quarter.first, value=value, withheld=bool(days) and not enough)
        )
    return Finding(series=(Series(name="People trained for the first time", figures=tuple(figures)),))


def _first_sessions(facts: Facts) -> dict[str, HeldSession]:
    latest_first = sorted(facts.sessions, key=lambda one: one.held_on, reverse=True)
    return {who: one for one in latest_first for who in one.attended_by}


def _count(label: str, told: int | None) -> Figure:
    return Figure(label=label, value=told, count=told, withheld=told is None)
