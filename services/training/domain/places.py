"""Who has a place and who waits: the arithmetic of a session's places.

Invariants:
- Never more people are confirmed than there are places.
- While places are held for lived experience, a professional gets one only out of those that are neither
  taken nor held and still unused. People with lived experience may have any.
- The queue is in order. A held place passes over the professionals in it and leaves their order alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.training.domain.enrolment import Enrolment
from shared.contracts.registration import Role


class Places:
    """A view of a session's places at one moment.

    Args:
        held: how many are held for lived experience, used or not; 0 once they are free to all.
    """

    def __init__(self, capacity: int, held: int, enrolments: Sequence[Enrolment]) -> None:
        self._capacity = capacity
        self._held = held
        self._enrolments = enrolments

    @property
    def confirmed(self) -> list[Enrolment]:
        return [one for one in self._enrolments if one.confirmed]

    @property
    def queue(self) -> list[Enrolment]:
        """Those who wait, the next one first."""
        waiting = [one for one in self._enrolments if one.waiting]
        return sorted(waiting, key=lambda one: one.place_in_queue)

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return self._capacity - len(self.confirmed)

    @property
    def held_and_unused(self) -> int:
        """How many of the free ones are kept for people with lived experience."""
        used = sum(one.role.lived_experience for one in self.confirmed)
        return min(max(self._held - used, 0), max(self.free, 0))

    def has_room_for(self, role: Role) -> bool:
        """Whether somebody of this role could have a place now."""
        return self.free > (0 if role.lived_experience else self.held_and_unused)

    def next_in_turn(self) -> Enrolment | None:
        """The first in the queue who could have a place now."""
        return next((one for one in self.queue if self.has_room_for(one.role)), None)

    def position_of(self, enrolment: Enrolment) -> int:
        """Where somebody who waits stands in the queue, from 1."""
        return self.queue.index(enrolment) + 1
