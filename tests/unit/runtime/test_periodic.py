"""What a service does from time to time goes on whatever happens, until it is stopped."""

from __future__ import annotations

import asyncio

import pytest
from pymongo.errors import AutoReconnect

from shared.runtime.periodic import Periodic


@pytest.mark.parametrize("failure", [AutoReconnect("away"), ValueError("secret")])
async def test_a_turn_that_fails_is_followed_by_the_next(
    failure: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    turns: list[int] = []
    enough = asyncio.Event()

    async def turn() -> None:
        turns.append(len(turns))
        if len(turns) == 3:
            enough.set()
        raise failure

    async with asyncio.timeout(5):
        task = asyncio.create_task(Periodic("sample", 0.001, turn).run())
        await enough.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert turns[:3] == [0, 1, 2]
    assert "secret" not in capsys.readouterr().out


async def test_a_turn_that_is_under_way_is_cut_off_by_a_stop() -> None:
    begun = asyncio.Event()

    async def turn() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        task = asyncio.create_task(Periodic("sample", 60, turn).run())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
