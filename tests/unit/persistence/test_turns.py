"""Turns, and trying again: many who change one thing at once are each answered."""

from __future__ import annotations

import asyncio

import pytest

from shared.contracts.refusal import Stale, Unavailable
from shared.persistence.changing import again_if_stale
from shared.persistence.turns import Turns


async def test_turns_are_given_one_after_the_other_in_the_order_in_which_they_were_asked_for() -> None:
    turns = Turns()
    inside: list[int] = []
    done: list[int] = []

    async def take(number: int) -> None:
        async with turns.turn("north/x"):
            inside.append(number)
            assert len(inside) == 1
            await asyncio.sleep(0)
            inside.remove(number)
            done.append(number)

    await asyncio.gather(*(take(number) for number in range(20)))
    assert done == list(range(20))


async def test_turns_of_different_aggregates_do_not_wait_for_each_other() -> None:
    turns = Turns(patience=0.01)

    async with turns.turn("north/x"), turns.turn("north/y"):
        pass


async def test_nobody_waits_longer_for_a_turn_than_the_bound() -> None:
    turns = Turns(patience=0.01)

    async with turns.turn("north/x"):
        with pytest.raises(Unavailable) as refused:
            async with turns.turn("north/x"):
                pass

    assert refused.value.code == "too-busy"
    async with turns.turn("north/x"):
        pass


async def test_a_turn_ends_with_whoever_had_it_failing() -> None:
    turns = Turns(patience=0.01)

    with pytest.raises(ZeroDivisionError):
        async with turns.turn("north/x"):
            raise ZeroDivisionError

    async with turns.turn("north/x"):
        pass


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
