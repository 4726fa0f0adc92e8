"""Changing an aggregate: load, decide, save.

Invariants:
- A caller who names the version they saw changes that version or nothing.
- A decision that does not depend on what the caller saw is taken anew if somebody else was quicker.
- A decision that changes nothing saves nothing: asking twice is harmless, and tells the same.
- However many change one aggregate at once, each is answered: with what came of it, or within a bound in
  seconds with 503. Those in one process go together; those in several try again, at chance intervals.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from copy import deepcopy

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Stale, Unavailable
from shared.persistence.store import Saved, Store

PATIENCE_SECONDS = 5.0
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.004, 0.1


async def again_if_stale[T](decide: Callable[[], Awaitable[T]], patience: float = PATIENCE_SECONDS) -> T:
    """Runs load, decide and save, anew whenever the save found a newer version.

    Args:
        patience: after how many seconds no more is tried.

    Raises:
        Unavailable: others were quicker each time.
    """
    deadline = time.monotonic() + patience
    pause = SHORTEST_PAUSE_SECONDS
    while True:
        try:
            return await decide()
        except Stale:
            if time.monotonic() > deadline:
                raise Unavailable(
                    "too-busy", "Very many are changing this at the moment. Try again in a second."
                ) from None
        # By chance, or those who met once would meet again.
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - nothing secret
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


async def change[A: Aggregate](
    store: Store[A], aggregate_id: str, decide: Callable[[A], None], expected: int | None = None
) -> Saved:
    """Loads an aggregate, lets ``decide`` change it, and saves it if that changed anything.

    Args:
        decide: the rules; what it raises is passed on, and nothing is saved.
        expected: the version that the caller saw; None if the decision does not depend on it.

    Raises:
        NotFound: this tenant has none of that id.
        Stale: it has another version than the expected one.
        Unavailable: others were quicker, for seconds.
    """

    if expected is None:
        return await store.decide(aggregate_id, decide)
    aggregate = await loaded(store, aggregate_id, expected)
    before = deepcopy(aggregate)
    decide(aggregate)
    return await save_if_changed(store, aggregate, before)


async def loaded[A: Aggregate](store: Store[A], aggregate_id: str, expected: int | None) -> A:
    """The aggregate in the version that the caller saw.

    Raises:
        NotFound: this tenant has none of that id.
        Stale: it has another version by now.
    """
    aggregate = await store.load(aggregate_id)
    if expected is not None and aggregate.version != expected:
        raise changed_meanwhile()
    return aggregate


async def save_if_changed[A: Aggregate](store: Store[A], aggregate: A, before: A) -> Saved:
    """Saves the aggregate unless it is as it was before."""
    if aggregate.recorded or aggregate != before:
        return await store.save(aggregate)
    return unchanged(aggregate)


def unchanged(aggregate: Aggregate) -> Saved:
    """What is told of an aggregate that was left as it is."""
    event = f"{aggregate.subject}#{aggregate.sequence}" if aggregate.sequence else ""
    return Saved(aggregate.version, event)


def changed_meanwhile() -> Stale:
    """How it is said that somebody else was quicker."""
    return Stale("changed-meanwhile", "Somebody else changed this since you read it. Read it again.")
