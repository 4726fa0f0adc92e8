"""Turns: who wants to change one aggregate in this process does so one after the other.

Without them, a hundred who change the same aggregate at once would all load it, and all but one in vain: the
work would grow with the square of their number. What happens in other processes is left to the version that
each save names; the turns only make a conflict rare.

Invariants:
- Turns are given in the order in which they were asked for.
- Nobody waits longer than the bound, so that one who is stuck does not hold up the rest for ever.
- Only aggregates that somebody is changing take memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from shared.contracts.refusal import Unavailable

PATIENCE_SECONDS = 5.0


class Turns:
    """The turns of one kind of aggregate."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncGenerator[None]:
        """Inside, nobody else in this process has the turn of this name.

        Raises:
            Unavailable: it did not come within the bound.
        """
        lock = self._locks.setdefault(name, asyncio.Lock())
        try:
            async with asyncio.timeout(self._patience):
                await lock.acquire()
        except TimeoutError:
            raise too_busy() from None
        try:
            yield
        finally:
            lock.release()


def too_busy() -> Unavailable:
    """What is said to somebody who waited as long as is reasonable."""
    return Unavailable("too-busy", "Very many are changing this at the moment. Try again in a second.")
