"""Applying a batch: read the watermarks, plan, carry the plan out.

Invariant: whoever finds the outcome of a batch unknown reads the watermarks again: they tell. A batch in
which one event fails for its own reason is applied event by event; the failing one is quarantined, and
the rest go on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Collection as AnyOf
from dataclasses import dataclass, replace

from pymongo.errors import PyMongoError

from shared.messaging import quarantine
from shared.messaging.arrival import Arrival, Message
from shared.messaging.effects import Effects, PolicyFailed
from shared.messaging.halt import AlikeFailures, fingerprint_of
from shared.messaging.plan import Plan, Routes, held_id, plan
from shared.persistence.database import Document, Session, is_infrastructure


@dataclass(frozen=True, slots=True)
class Batch:
    """What one lane has taken up: events of one partition in order, and messages that are none."""

    arrivals: Sequence[Arrival]
    unreadable: Sequence[tuple[Message, str]] = ()
    lane: Document | None = None
    """The ``update`` line of the lane, with the last offset of the batch."""


@dataclass(frozen=True)
class Admission:
    """Which events are for this applier, where not all are: a rebuild stops at the live watermarks."""

    admit: Callable[[Sequence[Arrival]], Awaitable[Sequence[Arrival]]]
    discarded: AnyOf[str] = ()
    """Ids of events that an operator has said shall never be applied."""


class Applier:
    """Applies batches for one service.

    Args:
        routes: its handlers.
        effects: carries the plans out.
        alike: counts failures, and halts.
        admission: what a rebuild lets through; without it, everything.
    """

    def __init__(
        self, routes: Routes, effects: Effects, alike: AlikeFailures, admission: Admission | None = None
    ) -> None:
        self._routes = routes
        self._effects = effects
        self._alike = alike
        self._admission = admission

    async def apply(self, session: Session, batch: Batch) -> list[Plan]:
        """Applies a batch and says what was done: one plan, or one for each event if one of them failed.

        Raises:
            shared.messaging.effects.Conflict: try again; the watermarks concerned will be read anew.
            shared.messaging.halt.Halt: too many aggregates fail alike. Nothing was applied.
            pymongo.errors.PyMongoError: MongoDB is away; nothing was applied, or that is unknown.
        """
        if self._admission is not None:
            batch = replace(batch, arrivals=await self._admission.admit(batch.arrivals))
        try:
            return [await self._apply_once(session, batch, {})]
        except (PolicyFailed, PyMongoError) as error:
            if is_infrastructure(error):
                raise
        # One at a time: each event in a transaction of its own, so that the poisonous one is found.
        plans = [await self._apply_alone(session, arrival) for arrival in batch.arrivals]
        rest = Batch((), batch.unreadable, batch.lane)
        return [*plans, await self._apply_once(session, rest, {})]

    async def _apply_alone(self, session: Session, arrival: Arrival) -> Plan:
        alone = Batch((arrival,))
        try:
            return await self._apply_once(session, alone, {})
        except (PolicyFailed, PyMongoError) as error:
            if is_infrastructure(error):
                raise
            refused = blame(error, arrival)
        return await self._apply_once(session, alone, refused)

    async def _apply_once(self, session: Session, batch: Batch, refused: Mapping[str, Exception]) -> Plan:
        marks = await self._effects.watermarks.read({one.mark_id for one in batch.arrivals})
        gaps = [mark_id for mark_id, mark in marks.items() if mark.held == "gap"]
        parked = await quarantine.held_arrivals(self._effects.quarantine, gaps) if gaps else {}
        discarded = self._admission.discarded if self._admission else ()
        todo = plan(self._routes, batch.arrivals, marks, parked, refused, discarded)
        self._alike.check((fingerprint_of(one.error), one.arrival.mark_id) for one in todo.holds if one.error)
        await self._effects.carry_out(session, todo, batch.unreadable, batch.lane)
        return todo


def blame(error: PolicyFailed | PyMongoError, arrival: Arrival) -> dict[str, Exception]:
    """Which event a failed transaction is held against, and why.

    A policy names its own: the event that was parked behind this one may be the one that failed.
    """
    return {error.held_id: error.reason} if isinstance(error, PolicyFailed) else {held_id(arrival): error}
