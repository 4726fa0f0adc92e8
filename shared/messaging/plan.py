"""What is to be done with a batch of events: decided in memory, without touching anything.

Given the arrivals of one partition in order, the watermarks and whatever is held back, ``plan`` says which
documents to write, which policies to run, which events to hold back or let go, and where the watermarks end.

Invariants, for each aggregate:
- a sequence at or below the watermark is a duplicate and changes nothing;
- the next sequence is applied, and only the next;
- a higher one is a gap: it is parked, and applied when those before it have come;
- an event whose handler fails is quarantined, and all that follow it queue up behind it, in order.
Other aggregates are not touched by any of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from shared.contracts.event import Event
from shared.contracts.registry import Contracts
from shared.messaging.arrival import Arrival
from shared.messaging.paths import has_paths, merge
from shared.messaging.policy import Policy
from shared.messaging.projection import Handler, Projection, Remove, Set
from shared.persistence.database import Document
from shared.persistence.inbox import Held, Mark

type Reason = Literal["failed", "behind", "gap"]


class Routes:
    """Which handlers a service has for which event types."""

    def __init__(
        self, contracts: Contracts, projections: Iterable[Projection], policies: Iterable[Policy[Any]]
    ) -> None:
        self.contracts = contracts
        self.projections: dict[str, list[tuple[str, Handler[Any]]]] = {}
        self.policies: dict[str, list[Policy[Any]]] = {}
        for projection in projections:
            for type_name, handler in projection.handlers.items():
                self.projections.setdefault(type_name, []).append((projection.name, handler))
        for policy in policies:
            self.policies.setdefault(policy.event.type, []).append(policy)


@dataclass(slots=True)
class Write:
    """What becomes of one read-model document: the changes of a batch, merged."""

    removed: bool = False
    fields: Document | None = None
    fresh: bool = False
    """The aggregate has no watermark yet, so there cannot be a document."""

    paths: bool = False
    """Some of the fields lie within others."""


@dataclass(frozen=True, slots=True)
class Hold:
    """An event that is kept back, and why."""

    arrival: Arrival
    reason: Reason
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A policy that has to run, and its event."""

    policy: Policy[Any]
    event: Event
    arrival: Arrival


@dataclass(slots=True)
class Plan:
    """All that one transaction has to do."""

    writes: dict[str, dict[str, Write]] = field(default_factory=dict[str, dict[str, Write]])
    reactions: list[Reaction] = field(default_factory=list[Reaction])
    holds: list[Hold] = field(default_factory=list[Hold])
    releases: list[str] = field(default_factory=list[str])
    """Ids (``watermark id#sequence``) of held events that are applied now."""

    before: dict[str, Mark] = field(default_factory=dict[str, Mark])
    after: dict[str, Mark] = field(default_factory=dict[str, Mark])
    applied: list[Arrival] = field(default_factory=list[Arrival])
    skipped: Counter[str] = field(default_factory=Counter[str])


def plan(
    routes: Routes,
    arrivals: Iterable[Arrival],
    marks: Mapping[str, Mark],
    parked: Mapping[str, Sequence[Arrival]],
    refused: Mapping[str, Exception] | None = None,
    discarded: AnyOf[str] = (),
) -> Plan:
    """Decides what to do with a batch.

    Args:
        routes: the service's handlers.
        arrivals: of one partition, in order.
        marks: the watermark of every aggregate in the batch.
        parked: for aggregates that wait behind a gap, the events that wait, in order of sequence.
        refused: ids of events whose effects failed in the database a moment ago, and how.
        discarded: ids of events that an operator has said shall never be applied.
    """
    planner = _Planner(routes, marks, parked, refused or {}, discarded)
    for arrival in arrivals:
        planner.take(arrival)
    return planner.result()


class _Planner:
    def __init__(
        self,
        routes: Routes,
        marks: Mapping[str, Mark],
        parked: Mapping[str, Sequence[Arrival]],
        refused: Mapping[str, Exception],
        discarded: AnyOf[str],
    ) -> None:
        self._routes = routes
        self._before = marks
        self._parked = {
            mark_id: {arrival.envelope.sequence: arrival for arrival in waiting}
            for mark_id, waiting in parked.items()
        }
        self._refused = refused
        self._discarded = discarded
        self._plan = Plan()
        # Sequence and hold of each aggregate as the batch goes on; marks are made of them at the end.
        self._now: dict[str, tuple[int, Held | None]] = {}

    def result(self) -> Plan:
        # What was parked and let go within the same batch never has to be kept.
        released = set(self._plan.releases)
        self._plan.holds = [hold for hold in self._plan.holds if held_id(hold.arrival) not in released]
        held_back = Counter(hold.arrival.mark_id for hold in self._plan.holds)
        for mark_id, (sequence, held) in self._now.items():
            before = self._before[mark_id]
            after = Mark(sequence, held, before.queued + held_back[mark_id], stored=True)
            if after != before:
                self._plan.before[mark_id] = before
                self._plan.after[mark_id] = after
        return self._plan

    def take(self, arrival: Arrival) -> None:
        envelope = arrival.envelope
        mark_id = arrival.mark_id
        now = self._now.get(mark_id)
        if now is None:
            before = self._before[mark_id]
            now = before.sequence, before.held
        sequence, held = now
        while self._discarded and f"{mark_id}#{sequence + 1}" in self._discarded:
            sequence += 1
            self._now[mark_id] = sequence, held
        if envelope.sequence <= sequence:
            self._plan.skipped["duplicate"] += 1
        elif held == "quarantine":
            self._hold(arrival, "behind", held)
        elif envelope.sequence > sequence + 1:
            self._parked.setdefault(mark_id, {})[envelope.sequence] = arrival
            self._hold(arrival, "gap", "gap")
        elif self._apply(arrival, held) and held == "gap":
            self._go_on_with_parked(mark_id)

    def _apply(self, arrival: Arrival, held: Held | None) -> bool:
        """Applies the next event of its aggregate; False if its handler failed."""
        envelope = arrival.envelope
        error = self._refused.get(held_id(arrival)) if self._refused else None
        error = error or self._effects(arrival)
        if error is not None:
            self._hold(arrival, "failed", "quarantine", error)
            return False
        self._now[arrival.mark_id] = envelope.sequence, held
        self._plan.applied.append(arrival)
        return True

    def _go_on_with_parked(self, mark_id: str) -> None:
        waiting = self._parked.get(mark_id, {})
        for sequence in sorted(waiting):
            arrival, reached = waiting[sequence], self._now[mark_id][0]
            if sequence > reached + 1:
                return
            if sequence == reached + 1 and not self._apply(arrival, "gap"):
                return
            self._plan.releases.append(held_id(arrival))
        self._now[mark_id] = self._now[mark_id][0], None

    def _hold(self, arrival: Arrival, reason: Reason, held: Held, error: Exception | None = None) -> None:
        mark_id = arrival.mark_id
        sequence = self._now[mark_id][0] if mark_id in self._now else self._before[mark_id].sequence
        self._now[mark_id] = sequence, held
        self._plan.holds.append(Hold(arrival, reason, error))

    def _effects(self, arrival: Arrival) -> Exception | None:
        """Notes the effects of an event; returns what went wrong in reading or handling it, if so."""
        type_name = arrival.envelope.type
        known = self._routes.contracts.get(type_name)
        if known is None:
            other = self._routes.contracts.knows_another_version(type_name)
            self._plan.skipped["future_version" if other else "unknown_type"] += 1
            return None
        if known.aggregate != arrival.envelope.kind:
            # Two kinds may use the same id, and one must not write the other's documents.
            return UnreadableData("the subject is of another kind than the event")
        projections = self._routes.projections.get(type_name, ())
        policies = self._routes.policies.get(type_name, ())
        if not projections and not policies:
            return None
        try:
            event = _read(known, arrival.message.value)
            changes = [(name, handler(event, arrival.envelope)) for name, handler in projections]
        except Exception as error:  # whatever a handler raises is the event's own failure
            return error
        for name, change in changes:
            if change is not None:
                self._note(name, arrival, change)
        self._plan.reactions.extend(Reaction(policy, event, arrival) for policy in policies)
        return None

    def _note(self, collection: str, arrival: Arrival, change: Set | Remove) -> None:
        envelope = arrival.envelope
        writes = self._plan.writes.setdefault(collection, {})
        document_id = f"{envelope.tenant}/{envelope.aggregate_id}"
        if change.part:
            document_id += f"/{change.part}"
        write = writes.get(document_id)
        if write is None:
            fresh = not self._before[arrival.mark_id].stored
            write = writes[document_id] = Write(fresh=fresh)
        if isinstance(change, Remove):
            write.removed, write.fields = True, None
            return
        if write.fields is None:
            write.fields = {"tenant": envelope.tenant}
        write.paths = write.paths or has_paths(change.fields)
        if write.paths:
            merge(write.fields, change.fields)
        else:
            write.fields.update(change.fields)


def held_id(arrival: Arrival) -> str:
    """The id under which an event is held, and by which it is released."""
    return f"{arrival.mark_id}#{arrival.envelope.sequence}"


class UnreadableData(Exception):
    """An event's data does not fit its schema. Says where, and never what was there."""


def _read(event: type[Event], value: bytes | None) -> Event:
    if value is None:
        raise UnreadableData("the message has no value")
    try:
        return event.model_validate_json(value)
    except ValidationError as error:
        places = (f"{'.'.join(map(str, at['loc'])) or 'value'}: {at['type']}" for at in error.errors())
        raise UnreadableData("; ".join(places)) from None
