"""All events by their type: what a reader knows, and what is published as schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.contracts import evaluation, notifications, registration, training
from shared.contracts.event import Event


class Contracts:
    """The events that a program knows, looked up by CloudEvents type.

    Raises:
        ValueError: two events share a type, or two services claim one kind of aggregate. The kind
            names the aggregate in every subject, so it has one owner.
    """

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._by_type: dict[str, type[Event]] = {}
        self._owner_of_kind: dict[str, str] = {}
        self._names: set[str] = set()
        for event in events:
            self._add(event)

    def _add(self, event: type[Event]) -> None:
        if event.type in self._by_type:
            raise ValueError(f"two events are called {event.type}")
        owner = self._owner_of_kind.setdefault(event.aggregate, event.owner)
        if owner != event.owner:
            raise ValueError(f"{event.aggregate} belongs to {owner}, not to {event.owner}")
        self._by_type[event.type] = event
        self._names.add(_without_version(event.type))

    def get(self, type_name: str) -> type[Event] | None:
        """The event class of a type, or None if this program does not know it."""
        return self._by_type.get(type_name)

    def knows_another_version(self, type_name: str) -> bool:
        """Whether the event is known by name, though not in this version."""
        return _without_version(type_name) in self._names

    def owner_of(self, kind: str) -> str | None:
        """The service that owns a kind of aggregate, or None if nobody known does."""
        return self._owner_of_kind.get(kind)

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(self._by_type.values())


def _without_version(type_name: str) -> str:
    return type_name.rpartition(".v")[0]


def events_in(module: object) -> list[type[Event]]:
    """The events that a contracts module defines, in the order in which it defines them."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    ]


CONTRACTS = Contracts(
    [
        *events_in(registration),
        *events_in(training),
        *events_in(evaluation),
        *events_in(notifications),
    ]
)
"""Every event of the platform. A new owner's module is added here."""
