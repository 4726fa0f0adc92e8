"""A delivery: one message to one person by one channel, once for each cause.

Invariants: its id follows from the tenant, the cause, the person and the kind of message, so one cause never
makes two; nothing of how the person can be reached or of what was said is in it; whoever sends it has taken
a lease before, and one that was sent, failed or suppressed is sent by nobody; an end is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.newest_first import newest_first
from shared.contracts.notifications import (
    FailedFor,
    MessageKind,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    SuppressedFor,
)
from shared.contracts.refusal import Refused
from shared.contracts.registration import ContactChannel

BACKOFF = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=6), timedelta(hours=12), timedelta(hours=24)),
)
"""How long to wait after each attempt that came to nothing; after the last one it is given up."""

MOST_ATTEMPTS = len(BACKOFF) + 1


class DeliveryState(StrEnum):
    """How far a delivery is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


@dataclass(kw_only=True, slots=True)
class Cause:
    """What a message is about, as it was when it came about.

    ``gathering`` is the meeting or session, if it is about one; ``plan`` the number of the plan it tells of;
    ``sequence`` the one that its calendar entry gets. ``facts`` are words and days that the text needs, and
    never anything about a person.
    """

    event: str
    gathering: str = ""
    plan: int = 0
    sequence: int = 0
    facts: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(kw_only=True)
class Delivery(Aggregate):
    """Queued, taken by a worker for the time of a lease, then sent, queued again, failed or suppressed."""

    kind: ClassVar[str] = "delivery"

    participant_id: str
    message: MessageKind
    cause: Cause
    queued_at: datetime
    """When it came about, or was last asked for by hand."""

    newest_first: str
    """Gives the order of lists: the later it came about, the smaller."""

    looked_at: datetime | None = None
    """When it was first found that something is not known yet."""

    state: DeliveryState = DeliveryState.QUEUED
    due_at: datetime | None
    """When a worker should look at it: while it is being sent, when the lease ends."""

    attempts: int = 0
    suppressed_for: SuppressedFor | None = None
    failed_for: FailedFor | None = None
    channel: ContactChannel | None = None
    ended_at: datetime | None = None

    @classmethod
    def queue(
        cls, tenant: str, participant_id: str, message: MessageKind, cause: Cause, at: datetime
    ) -> Delivery:
        """A message is to be sent."""
        return cls(
            tenant=tenant,
            id=delivery_id(tenant, cause.event, participant_id, message),
            participant_id=participant_id,
            message=message,
            cause=cause,
            queued_at=at,
            newest_first=newest_first(at),
            due_at=at,
        )

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.state in (DeliveryState.QUEUED, DeliveryState.SENDING)

    @property
    def may_have_gone(self) -> bool:
        """Whether an attempt before this one may have succeeded without anybody knowing."""
        return self.attempts > 1 or self.channel is not None

    def is_due(self, now: datetime) -> bool:
        """Whether a worker may take it up: it waits, and nobody's lease is running."""
        return self.waits and self.due_at is not None and self.due_at <= now

    def take(self, now: datetime, lease: timedelta, on: date) -> bool:
        """A worker takes it up; False if it has been tried as often as it may be, and so has failed.

        Args:
            on: the day that it is.

        Raises:
            Refused: it is not due: somebody else has taken it, or nothing is left to do.
        """
        if not self.is_due(now):
            raise Refused("not-due", "There is nothing to do with this delivery now.")
        if self.attempts >= MOST_ATTEMPTS:
            self._fail(FailedFor.UNREACHABLE, self.channel or ContactChannel.EMAIL, now, on)
            return False
        self.state, self.attempts, self.due_at = DeliveryState.SENDING, self.attempts + 1, now + lease
        return True

    def wait(self, now: datetime, until: datetime) -> None:
        """It cannot be decided yet; that counts as no attempt."""
        if self.is_due(now):
            self.state, self.due_at = DeliveryState.QUEUED, until
            self.looked_at = self.looked_at or now

    def sent(self, channel: ContactChannel, at: datetime, on: date) -> None:
        """Whoever carries messages has taken it over. Said again, it changes nothing."""
        if self.state is not DeliveryState.SENDING:
            return
        self._end(DeliveryState.SENT, at)
        self.channel = channel
        self.record(
            NotificationSent(
                delivery_id=self.id,
                participant_id=self.participant_id,
                message=self.message,
                channel=channel,
                attempts=self.attempts,
                sent_on=on,
            )
        )

    def put_off(self, channel: ContactChannel, at: datetime, on: date) -> None:
        """Nobody took it this time: it is tried again later, or given up."""
        if self.state is not DeliveryState.SENDING:
            return
        self.channel = channel
        if self.attempts >= MOST_ATTEMPTS:
            self._fail(FailedFor.UNREACHABLE, channel, at, on)
        else:
            self.state, self.due_at = DeliveryState.QUEUED, at + BACKOFF[self.attempts - 1]

    def refused(self, channel: ContactChannel, at: datetime, on: date) -> None:
        """It will be taken neither now nor later."""
        if self.state is DeliveryState.SENDING:
            self._fail(FailedFor.REFUSED, channel, at, on)

    def suppress(self, reason: SuppressedFor, at: datetime, on: date) -> None:
        """It is not sent, and will not be. One that has ended stays as it ended."""
        if not self.waits:
            return
        self._end(DeliveryState.SUPPRESSED, at)
        self.suppressed_for = reason
        self.record(
            NotificationSuppressed(
                delivery_id=self.id,
                participant_id=self.participant_id,
                message=self.message,
                reason=reason,
                suppressed_on=on,
            )
        )

    def retry(self, now: datetime) -> None:
        """One that failed is tried anew, from the first attempt. Of one that waits, nothing changes.

        Raises:
            Refused: it was sent, or suppressed: there is nothing to try again.
        """
        if self.waits:
            return
        if self.state is not DeliveryState.FAILED:
            raise Refused("not-failed", "Only a message that failed can be tried again.")
        self.state, self.attempts = DeliveryState.QUEUED, 0
        self.queued_at = self.due_at = now
        self.failed_for = self.ended_at = self.looked_at = None

    def _fail(self, reason: FailedFor, channel: ContactChannel, at: datetime, on: date) -> None:
        self._end(DeliveryState.FAILED, at)
        self.failed_for, self.channel = reason, channel
        self.record(
            NotificationFailed(
                delivery_id=self.id,
                participant_id=self.participant_id,
                message=self.message,
                channel=channel,
                attempts=self.attempts,
                reason=reason,
                failed_on=on,
            )
        )

    def _end(self, state: DeliveryState, at: datetime) -> None:
        self.state, self.due_at, self.ended_at = state, None, at


def delivery_id(tenant: str, event: str, participant_id: str, message: MessageKind) -> str:
    """The one id that a message to a person can have for its cause."""
    parts = "\n".join((tenant, event, participant_id, message.value))
    return sha256(parts.encode()).hexdigest()[:32]
