"""Many who change one aggregate at once: each is answered, with what came of their own decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from copy import deepcopy

import pytest

from shared.contracts.refusal import Refused, Stale, Unavailable
from shared.persistence.changing import again_if_stale
from shared.persistence.outbox import Cause, EventTooLarge
from shared.persistence.store import Saved
from shared.persistence.together import Together, Wish
from tests.support.backbone import Thing

NO = Refused("no", "It can't be done.")


class Shelf:
    """One thing, kept in memory like a store keeps it."""

    def __init__(self) -> None:
        self.kept = Thing.make("x")
        self.kept.recorded.clear()
        self.kept.version, self.kept.sequence = 1, 1
        self.together = Together[Thing]()
        self.loads = self.saves = 0
        self.causes: list[str] = []
        self.before_save: Callable[[], None] = lambda: None
        self.too_large = -1

    async def load(self) -> Thing:
        self.loads += 1
        await asyncio.sleep(0)
        return deepcopy(self.kept)

    async def save(self, thing: Thing, causes: Sequence[Cause]) -> Saved:
        await asyncio.sleep(0)
        self.before_save()
        if thing.version != self.kept.version:
            raise Stale("changed-meanwhile", "Somebody else changed this.")
        if any(getattr(one.event, "value", None) == self.too_large for one in thing.recorded):
            raise EventTooLarge
        assert len(causes) == len(thing.recorded)
        self.saves += 1
        self.causes += [cause.correlation_id for cause in causes]
        thing.sequence += len(thing.recorded)
        thing.recorded.clear()
        thing.version += 1
        self.kept = thing
        return Saved(thing.version, f"{thing.subject}#{thing.sequence}")

    async def change(self, decide: Callable[[Thing], None], cause: str = "") -> Saved:
        return await self.together.change("x", Wish(decide, Cause(cause)), self.load, self.save)


def raised(by: int = 1) -> Callable[[Thing], None]:
    return lambda thing: thing.change(thing.value + by)


async def test_many_at_once_share_loads_and_saves_and_each_learns_of_its_own_event() -> None:
    shelf = Shelf()

    answers = await asyncio.gather(*(shelf.change(raised(), f"request-{at}") for at in range(100)))

    assert shelf.kept.value == 100
    assert [answer.event for answer in answers] == [f"thing/x#{at}" for at in range(2, 102)]
    assert shelf.causes == [f"request-{at}" for at in range(100)]
    assert shelf.saves <= 4


async def test_who_is_refused_is_told_so_and_what_they_had_begun_is_not_kept() -> None:
    shelf = Shelf()

    def refused(thing: Thing) -> None:
        thing.change(1_000)
        raise NO

    wishes = [raised(), refused, raised(), refused, raised()]
    answers = await asyncio.gather(*(shelf.change(one) for one in wishes), return_exceptions=True)

    assert [answer is NO for answer in answers] == [False, True, False, True, False]
    assert (shelf.kept.value, shelf.kept.sequence) == (3, 4)


async def test_a_decision_sees_what_those_before_it_have_left() -> None:
    shelf = Shelf()

    def only_below_three(thing: Thing) -> None:
        if thing.value >= 3:
            raise NO
        thing.change(thing.value + 1)

    answers = await asyncio.gather(
        *(shelf.change(only_below_three) for _ in range(8)), return_exceptions=True
    )

    assert [answer is NO for answer in answers] == [False] * 3 + [True] * 5
    assert shelf.kept.value == 3


async def test_if_another_process_was_quicker_all_is_decided_anew() -> None:
    shelf = Shelf()

    def somebody_else() -> None:
        shelf.before_save = lambda: None
        shelf.kept.value, shelf.kept.version = 10, shelf.kept.version + 1

    shelf.before_save = somebody_else
    await asyncio.gather(*(shelf.change(raised()) for _ in range(3)))

    assert shelf.kept.value == 13


async def test_a_refusal_is_decided_anew_too_if_another_process_was_quicker() -> None:
    shelf = Shelf()
    shelf.kept.value = 5

    def somebody_else() -> None:
        shelf.before_save = lambda: None
        shelf.kept.value, shelf.kept.version = 0, shelf.kept.version + 1

    def only_below_three(thing: Thing) -> None:
        if thing.value >= 3:
            raise NO
        thing.change(thing.value + 1)

    shelf.before_save = somebody_else
    answers = await asyncio.gather(shelf.change(only_below_three), shelf.change(raised(0)))

    assert [answer.version for answer in answers] == [3, 3]


async def test_one_whose_event_can_not_be_stored_costs_the_others_nothing() -> None:
    shelf = Shelf()
    shelf.too_large = 66

    answers = await asyncio.gather(
        shelf.change(raised()),
        shelf.change(lambda thing: thing.change(66)),
        shelf.change(raised()),
        return_exceptions=True,
    )

    assert [isinstance(answer, EventTooLarge) for answer in answers] == [False, True, False]
    assert shelf.kept.value == 2


async def test_who_goes_away_meanwhile_holds_up_nobody() -> None:
    shelf = Shelf()
    first = asyncio.create_task(shelf.change(raised()))
    second = asyncio.create_task(shelf.change(raised()))
    await asyncio.wait({first}, timeout=0)

    first.cancel()

    assert (await second).version > 1
    assert (await shelf.change(raised())).version > 1


async def test_a_decision_is_taken_anew_until_nobody_was_quicker() -> None:
    tries = iter(range(30))

    async def decide() -> str:
        if next(tries) < 29:
            raise Stale("changed-meanwhile", "Somebody else changed this.")
        return "done"

    assert await again_if_stale(decide) == "done"


async def test_after_some_seconds_of_being_late_each_time_the_answer_is_to_come_again() -> None:
    async def decide() -> None:
        raise Stale("changed-meanwhile", "Somebody else changed this.")

    with pytest.raises(Unavailable) as refused:
        await again_if_stale(decide, patience=0.02)

    assert refused.value.code == "too-busy"
