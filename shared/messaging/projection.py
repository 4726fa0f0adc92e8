"""Projections: read models made of events, which can be thrown away and made again at any time.

Invariant: a handler is a pure function of one event, and says what becomes of the document that is keyed
by the event's own aggregate, or by that and a part of it. So no two partitions ever write the same
document, changes to one document within a batch merge into one write, and a rebuild gives the same
documents as the events did live. Totals are computed when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts.event import Event
from shared.messaging.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Set:
    """These fields get these values; the document is made if there is none.

    A name with dots is the way to a field within another: ``attendance.0199-7c1a`` leaves the rest of
    ``attendance`` as it is.
    """

    fields: Mapping[str, Any]
    part: str = ""
    """The id of a part of the aggregate, such as one of a mentor's mentorships, where each part has a
    document of its own (``<aggregate>/<part>``), so that an index finds it; empty for the aggregate's."""


@dataclass(frozen=True, slots=True)
class Remove:
    """The document goes; with ``part`` that of the part, and no other."""

    part: str = ""


type Change = Set | Remove | None
type Handler[E: Event] = Callable[[E, Envelope], Change]


class Projection:
    """One read model.

    Args:
        name: of its collection.
        indexes: the fields of each index; the tenant is put before them, or stands alone.

    Use ``on`` to register handlers::

        people = Projection("people", indexes=[["role"]])

        @people.on(ParticipantJoined)
        def joined(event: ParticipantJoined, envelope: Envelope) -> Change:
            return Set({"role": event.role})
    """

    def __init__(self, name: str, indexes: Sequence[Sequence[str]] = ()) -> None:
        self.name = name
        self.indexes = indexes
        self.handlers: dict[str, Handler[Any]] = {}

    def on[E: Event](self, event: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        """Registers the handler of one event type.

        Raises:
            ValueError: there is one already.
        """

        def register(handler: Handler[E]) -> Handler[E]:
            if event.type in self.handlers:
                raise ValueError(f"{self.name} handles {event.type} already")
            self.handlers[event.type] = handler
            return handler

        return register
