"""Deciding again when somebody else was quicker: for commands that do not depend on what the caller saw."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shared.contracts.refusal import Stale

TIMES = 5


async def again_if_stale[T](decide: Callable[[], Awaitable[T]]) -> T:
    """Runs load, decide and save, anew if the save found a newer version, a few times at most.

    Raises:
        Stale: others were quicker each time.
    """
    for _ in range(TIMES - 1):
        try:
            return await decide()
        except Stale:
            continue
    return await decide()
