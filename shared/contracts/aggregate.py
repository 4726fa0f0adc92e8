"""An aggregate: one thing with rules, changed as a whole, that tells what happened to it.

Invariant: every recorded event gets the next ``sequence`` of its aggregate, from 1, without gaps.
The store raises ``version`` with each save and refuses a save onto any version but the one loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from shared.contracts.event import Event


class Recorded(NamedTuple):
    """An event, and what it makes the latest on a topic that keeps the latest alone.

    ``latest`` is a state, or the class of one: then there is none any more.
    """

    event: Event
    latest: Event | type[Event] | None


@dataclass(kw_only=True)
class Aggregate:
    """Subclasses are dataclasses: their own fields are the state that is stored.

    ``version`` and ``sequence`` belong to the store; a rule never reads or sets them.
    """

    kind: ClassVar[str]
    """The first half of the subject: ``participant`` in ``participant/0199...``."""

    tenant: str
    id: str
    version: int = field(default=0, compare=False)
    sequence: int = field(default=0, compare=False)
    recorded: list[Recorded] = field(default_factory=list["Recorded"], repr=False, compare=False)

    @property
    def subject(self) -> str:
        return f"{self.kind}/{self.id}"

    def record(self, event: Event, latest: Event | type[Event] | None = None) -> None:
        """Note that something happened. It is published after, and only if, the save succeeds.

        Args:
            latest: a state that changes with it, or the class of one that ends with it. It is published
                on its own topic, after the event and before the next one.

        Raises:
            ValueError: the event belongs to another kind of aggregate.
        """
        if event.aggregate != self.kind:
            raise ValueError(f"{type(event).__name__} is an event of {event.aggregate}, not of {self.kind}")
        self.recorded.append(Recorded(event, latest))
