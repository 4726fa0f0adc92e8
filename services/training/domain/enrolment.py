"""One person's place in a session, or in its queue, and whether they were there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.contracts.refusal import Invalid
from shared.contracts.registration import Barrier, Role
from shared.contracts.training import Attendance, WithdrawalReason


class EnrolmentStatus(StrEnum):
    """What became of somebody who asked for a place; each has exactly one at any time."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


@dataclass(kw_only=True, slots=True)
class Enrolment:
    """One person in one session. Whoever asks again after having withdrawn gets a new turn in this one."""

    participant_id: str
    role: Role
    """The one they had when they enrolled."""

    organisation: str | None
    status: EnrolmentStatus
    turn: int
    """Who asked earlier has a lower one."""

    enrolled_on: date
    jump: int = 0
    """Of somebody who was let go before the others: the how-manieth jump of the session; otherwise 0."""

    jump_reason: str = ""
    withdrawal: WithdrawalReason | None = None
    attendance: Attendance | None = None
    barrier: Barrier | None = None

    @property
    def confirmed(self) -> bool:
        return self.status is EnrolmentStatus.CONFIRMED

    @property
    def waiting(self) -> bool:
        return self.status is EnrolmentStatus.WAITING

    @property
    def live(self) -> bool:
        """Whether they have a place or wait for one."""
        return self.status is not EnrolmentStatus.WITHDRAWN

    @property
    def place_in_queue(self) -> tuple[bool, int]:
        """By what the queue is ordered: those let go before the others, then by turn."""
        return (not self.jump, self.jump or self.turn)


@dataclass(kw_only=True, frozen=True, slots=True)
class Presence:
    """Whether a person was there, and what kept them away if they sent apologies."""

    participant_id: str
    attendance: Attendance
    barrier: Barrier | None = None

    def check(self) -> None:
        """Sees whether it makes sense.

        Raises:
            Invalid: apologies without what kept the person away, or that with anything else.
        """
        if self.attendance is Attendance.APOLOGIES and self.barrier is None:
            raise Invalid("barrier-needed", "Apologies need a barrier: say what kept the person away.")
        if self.attendance is not Attendance.APOLOGIES and self.barrier is not None:
            raise Invalid("barrier-not-expected", "A barrier belongs to apologies alone. Leave it out.")
