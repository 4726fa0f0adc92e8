"""A milestone is reached once for each measure and aim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from services.evaluation.commands.look_at_aims import LookAtAims, look_at_aims
from services.evaluation.domain.measures.aims import first_reached
from services.evaluation.domain.measures.catalogue import definition_of
from services.evaluation.domain.measures.finding import Figure, Finding, Series
from services.evaluation.domain.milestone import WATCH_ID, AimWatch, Milestone, WatchedAim
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import MilestoneReached
from shared.contracts.refusal import Stale
from shared.persistence.outcomes import AlreadyExists

TODAY, TOMORROW = date(2018, 6, 1), date(2018, 6, 2)
JANUARY, APRIL, MAY = date(2018, 1, 15), date(2018, 4, 16), date(2018, 5, 14)
AIM = WatchedAim(measure="representation", target=0.3, by=date(2018, 5, 31))

type Values = Sequence[tuple[date | None, float | None]]


class Kept[A: Aggregate]:
    """As much of a store as a look at the aims needs."""

    def __init__(self, *kept: A) -> None:
        self.kept = {one.id: one for one in kept}

    async def find(self, aggregate_id: str) -> A | None:
        return deepcopy(self.kept.get(aggregate_id))

    async def find_many(self, aggregate_ids: Iterable[str]) -> dict[str, A]:
        return {one: self.kept[one] for one in aggregate_ids if one in self.kept}

    async def add(self, aggregate: A) -> None:
        if aggregate.id in self.kept:
            raise AlreadyExists
        self.kept[aggregate.id] = aggregate

    async def save(self, aggregate: A) -> None:
        if self.kept[aggregate.id].version != aggregate.version:
            raise Stale("changed-meanwhile", "Read it again.")
        aggregate.version += 1
        self.kept[aggregate.id] = aggregate


class Collaborative:
    """A collaborative whose aims are looked at."""

    def __init__(self, *aims: WatchedAim) -> None:
        self.watch = AimWatch(tenant="north", id=WATCH_ID)
        self.watch.aim_at(list(aims), TODAY)
        self.watches: Any = Kept(self.watch)
        self.milestones: Any = Kept[Milestone]()
        self.asked = 0

    async def look(self, values: Values, today: date = TODAY) -> int:
        async def found(codes: Sequence[str]) -> dict[str, Finding]:
            self.asked += 1
            return dict.fromkeys(codes, finding(values))

        command = LookAtAims(tenant="north", today=today)
        return await look_at_aims(command, self.watches, self.milestones, found)

    def something_moved(self, on: date) -> None:
        self.watches.kept[WATCH_ID].something_moved(on)

    @property
    def told(self) -> list[MilestoneReached]:
        events = (recorded.event for one in self.milestones.kept.values() for recorded in one.recorded)
        return [event for event in events if isinstance(event, MilestoneReached)]


def finding(values: Values) -> Finding:
    figures = tuple(Figure(label="x", on=on, value=value) for on, value in values)
    return Finding(series=(Series(name="x", figures=figures),))


def reached(values: Values, code: str = "representation", target: float = 0.3) -> tuple[float, date] | None:
    first = first_reached(definition_of(code), finding(values), target, TODAY)
    return (first.value, first.on) if first else None


def test_the_first_value_at_the_target_or_better_reaches_it() -> None:
    assert reached([(JANUARY, 0.06), (APRIL, 0.3), (MAY, 0.5)]) == (0.3, APRIL)
    assert reached([(JANUARY, 0.06), (MAY, 0.299)]) is None
    assert reached([(JANUARY, None), (MAY, 0.4)]) == (0.4, MAY)


def test_where_less_is_better_a_value_at_the_target_or_below_reaches_it() -> None:
    assert reached([(JANUARY, 40), (MAY, 14)], "time_to_training", 14) == (14, MAY)
    assert reached([(JANUARY, 40), (MAY, 15)], "time_to_training", 14) is None


def test_of_groups_the_one_of_all_counts_and_it_is_reached_today() -> None:
    assert reached([(None, 0.9), (None, 0.3)], "reach") == (0.3, TODAY)
    assert reached([(None, 0.9), (None, 0.2)], "reach") is None


def test_what_is_withheld_reaches_nothing() -> None:
    assert reached([(None, 0.9), (None, None)], "reach") is None


async def test_a_milestone_tells_the_aim_the_value_and_the_day() -> None:
    north = Collaborative(AIM)
    assert await north.look([(JANUARY, 0.06), (MAY, 0.3)]) == 1
    assert north.told == [
        MilestoneReached(measure="representation", target=0.3, by=AIM.by, value=0.3, reached_on=MAY)
    ]


async def test_a_milestone_is_reached_once_also_when_history_is_corrected() -> None:
    north = Collaborative(AIM)
    for values in ([(MAY, 0.3)], [(MAY, 0.2)], [(APRIL, 0.4), (MAY, 0.2)]):
        north.something_moved(TODAY)
        await north.look(values)
    assert [(one.value, one.reached_on) for one in north.told] == [(0.3, MAY)]


async def test_another_target_or_another_day_is_another_aim() -> None:
    others = (WatchedAim(measure=AIM.measure, target=0.5, by=AIM.by),)
    others += (WatchedAim(measure=AIM.measure, target=0.3, by=date(2018, 12, 31)),)
    north = Collaborative(AIM, *others, WatchedAim(measure="unheard of", target=0, by=AIM.by))
    assert await north.look([(MAY, 0.4)]) == 2
    assert {(one.target, one.by) for one in north.told} == {(0.3, AIM.by), (0.3, date(2018, 12, 31))}


async def test_an_aim_is_reached_after_its_day_as_well() -> None:
    north = Collaborative(AIM)
    assert await north.look([(date(2018, 9, 3), 0.31)], date(2018, 9, 4)) == 1


async def test_aims_are_looked_at_once_a_day_unless_something_has_moved() -> None:
    north = Collaborative(AIM)
    for _ in range(3):
        await north.look([(MAY, 0.2)])
    assert north.asked == 1
    north.something_moved(TODAY)
    await north.look([(MAY, 0.2)])
    assert north.asked == 2
    await north.look([(MAY, 0.2)], TOMORROW)
    assert north.asked == 3


async def test_once_all_is_reached_nothing_is_computed_any_more() -> None:
    north = Collaborative(AIM)
    await north.look([(MAY, 0.3)])
    await north.look([(MAY, 0.3)], TOMORROW)
    assert north.asked == 1


async def test_without_aims_there_is_never_a_look() -> None:
    north = Collaborative()
    north.something_moved(TODAY)
    assert north.watch.look_on is None
    assert await north.look([(MAY, 0.9)]) == 0


def test_many_events_put_a_look_on_the_list_once() -> None:
    watch = AimWatch(tenant="north", id=WATCH_ID)
    watch.aim_at([AIM], TODAY)
    assert watch.look(TODAY)
    watch.something_moved(TODAY)
    due = watch.look_on
    watch.something_moved(TODAY)
    assert watch.look_on == due == TODAY


async def test_of_two_replicas_one_looks() -> None:
    north = Collaborative(AIM)
    seen: Any = Kept(deepcopy(north.watch))
    await north.look([(MAY, 0.3)])

    class Late(Kept[AimWatch]):
        async def find(self, aggregate_id: str) -> AimWatch | None:
            return await seen.find(aggregate_id)

    north.watches = Late(north.watches.kept[WATCH_ID])
    assert await north.look([(MAY, 0.3)]) == 0
    assert len(north.told) == 1


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_aim_has_the_same_milestone(times: int) -> None:
    same = [WatchedAim(measure="reach", target=0.5, by=MAY).milestone_id for _ in range(times)]
    assert len(set(same)) == 1
