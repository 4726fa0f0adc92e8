"""Work that goes on after its request was answered."""

from __future__ import annotations

import asyncio

import pytest

from shared.contracts.refusal import Unavailable
from shared.runtime.background import Background


async def test_work_is_in_hand_until_it_has_ended() -> None:
    background, may_end = Background(2), asyncio.Event()

    async def work() -> None:
        await may_end.wait()

    background.start("one", work())
    assert (background.has("one"), background.has("two")) == (True, False)
    may_end.set()
    await background.stop(5)
    assert not background.has("one")


async def test_no_more_is_taken_in_hand_than_may_be() -> None:
    background = Background(2)
    for name in ("one", "two"):
        background.must_have_room()
        background.start(name, _endless())

    with pytest.raises(Unavailable) as refused:
        background.must_have_room()

    assert refused.value.retry_after > 0
    await background.stop(0)
    background.must_have_room()


async def test_a_stop_waits_for_what_ends_in_time_and_cuts_the_rest() -> None:
    background, ended = Background(3), list[str]()

    async def quick() -> None:
        await asyncio.sleep(0)
        ended.append("quick")

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cut")

    background.start("quick", quick())
    background.start("endless", endless())
    await background.stop(0.05)

    assert ended == ["quick", "cut"]
    assert not background.has("endless")


async def test_work_that_fails_harms_nothing_else() -> None:
    background = Background(1)

    async def failing() -> None:
        raise ValueError("of its own")

    background.start("failing", failing())
    await background.stop(5)
    background.must_have_room()


async def test_a_stop_with_nothing_in_hand_is_done() -> None:
    await Background(1).stop(5)


async def _endless() -> None:
    await asyncio.Event().wait()
