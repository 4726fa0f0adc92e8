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

    def has_room_for(self, role: Role) -> bool:
        """Whether somebody of this role could have a place now."""
        return self._room()[role.lived_experience]

    def next_in_turn(self) -> Enrolment | None:
        """The first in the queue who could have a place now."""
        room = self._room()
        return next((one for one in self.queue if room[one.role.lived_experience]), None)

    def position_of(self, enrolment: Enrolment) -> int:
        """Where somebody who waits stands in the queue, from 1."""
        mine = enrolment.place_in_queue
        return 1 + sum(one.waiting and one.place_in_queue < mine for one in self._enrolments)

    def _room(self) -> dict[bool, bool]:
        """Whether there is a place for somebody with lived experience (True), and for a professional."""
        confirmed = self.confirmed
        free = self._capacity - len(confirmed)
        used = sum(one.role.lived_experience for one in confirmed)
        return {True: free > 0, False: free > max(self._held - used, 0)}
