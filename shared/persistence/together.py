"""Changing together: those who change one aggregate at the same time share one load and one save.

Decided one after the other, each with a load and a durable write of its own, two hundred who enrol at once
would wait for two hundred writes; and without any order all would load the aggregate and all but one in vain.

Invariants:
- Decisions are taken in the order in which they came, each on what those before it have left.
- Each caller learns the outcome of its own decision: its event, or its refusal, and neither before what led
  to it is durable. What a refused decision had begun to change is not kept.
- Every event carries the cause of the request that recorded it.
- If somebody in another process was quicker, all of a group is decided anew, a few seconds long at most.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Refused
from shared.persistence.changing import again_if_stale
from shared.persistence.database import is_infrastructure
from shared.persistence.outbox import Cause
from shared.persistence.store import Saved

LARGEST_GROUP = 50


@dataclass(eq=False)
class Wish[A: Aggregate]:
    """A decision that waits to be taken, and whoever waits for its outcome."""

    decide: Callable[[A], None]
    cause: Cause
    outcome: asyncio.Future[Saved] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


type Load[A: Aggregate] = Callable[[], Awaitable[A]]
type Save[A: Aggregate] = Callable[[A, list[Cause]], Awaitable[Saved]]
"""Saves with the cause of each event that was recorded, and only if anything was changed."""


class Together[A: Aggregate]:
    """The decisions about the aggregates of one kind in one process."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[Wish[A]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def change(self, name: str, wish: Wish[A], load: Load[A], save: Save[A]) -> Saved:
        """Takes a decision about the aggregate of this name, with whatever company there is.

        Args:
            load: how whoever comes first loads it; the others of that moment share what comes of it.
            save: how they save it.

        Raises:
            Refused: what ``decide`` raises, or ``load``.
            Unavailable: others were quicker, for seconds.
        """
        line = self._lines.get(name)
        if line is not None:
            line.append(wish)
            return await wish.outcome
        self._lines[name] = deque([wish])
        # A task of its own: whoever came first may be gone before the others have their answers.
        task = asyncio.create_task(self._work_off(name, load, save), name="change-together")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await wish.outcome

    async def _work_off(self, name: str, load: Load[A], save: Save[A]) -> None:
        line = self._lines[name]
        try:
            while line:
                group = list(islice(line, LARGEST_GROUP))
                await _answer(group, load, save)
                for _ in group:
                    line.popleft()
        finally:
            del self._lines[name]
            for wish in line:
                wish.outcome.cancel()


type _Outcomes = list[Saved | Exception]


async def _answer[A: Aggregate](group: Sequence[Wish[A]], load: Load[A], save: Save[A]) -> None:
    try:
        outcomes = await again_if_stale(lambda: _decide(group, load, save))
    except Exception as error:  # whoever waits has to learn of it, whatever it is
        if len(group) > 1 and not isinstance(error, Refused) and not is_infrastructure(error):
            # One whose events cannot be stored must not cost the others theirs.
            for wish in group:
                await _answer([wish], load, save)
            return
        outcomes = [error] * len(group)
    for wish, outcome in zip(group, outcomes, strict=True):
        if wish.outcome.done():
            continue
        if isinstance(outcome, Exception):
            wish.outcome.set_exception(outcome)
        else:
            wish.outcome.set_result(outcome)


async def _decide[A: Aggregate](group: Sequence[Wish[A]], load: Load[A], save: Save[A]) -> _Outcomes:
    """Decides all of them on one load, and saves once; begins anew without whoever is refused."""
    aggregate = await load()
    refusals: dict[Wish[A], Exception] = {}
    while True:
        causes: list[Cause] = []
        sequences: dict[Wish[A], int] = {}
        if not _is_refused(group, aggregate, refusals, causes, sequences):
            break
        version, aggregate = aggregate.version, await load()
        if aggregate.version != version:
            refusals.clear()  # they were refused by a state that is no more
    saved = await save(aggregate, causes)
    subject = aggregate.subject
    return [
        refusals[wish] if wish in refusals else Saved(saved.version, _event(subject, sequences[wish]))
        for wish in group
    ]


def _is_refused[A: Aggregate](
    group: Sequence[Wish[A]],
    aggregate: A,
    refusals: dict[Wish[A], Exception],
    causes: list[Cause],
    sequences: dict[Wish[A], int],
) -> bool:
    """Takes the decisions that were not refused so far, up to one that is now; notes why."""
    for wish in group:
        if wish in refusals:
            continue
        try:
            wish.decide(aggregate)
        except Exception as refusal:  # also a mistake of its own is its own alone
            refusals[wish] = refusal
            return True
        causes += [wish.cause] * (len(aggregate.recorded) - len(causes))
        sequences[wish] = aggregate.sequence + len(aggregate.recorded)
    return False


def _event(subject: str, sequence: int) -> str:
    return f"{subject}#{sequence}" if sequence else ""
