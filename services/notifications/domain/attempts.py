"""When a message is tried again, and what an answer means."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each attempt but the last; ten attempts in about three days, as Standard Webhooks recommends."""

MOST_ATTEMPTS = len(DELAYS) + 1
LONGEST_WAIT = timedelta(hours=24)
_JITTER = 0.1
_GONE = 410


class Outcome(StrEnum):
    """What became of one attempt."""

    DELIVERED = "delivered"
    GONE = "gone"
    """The subscriber wants no more (410)."""

    REFUSED = "refused"
    """It was answered otherwise than with success: also with a redirect, which is not followed."""

    TIMED_OUT = "timed_out"
    NOT_REACHED = "not_reached"
    """No connection, or one that broke; or the name is not known at the moment."""

    TARGET_FORBIDDEN = "target_forbidden"
    """The address is not to be connected to. Nothing was sent there."""


def outcome_of(status: int) -> Outcome:
    """What an answer with this status means."""
    if status == _GONE:
        return Outcome.GONE
    return Outcome.DELIVERED if status // 100 == 2 else Outcome.REFUSED


def next_delay(made: int, message_id: str, retry_after: timedelta | None = None) -> timedelta | None:
    """How long to wait after a failed attempt; None if it was the last.

    Up to a tenth more or less, by the message's id: what failed together is not tried again together.

    Args:
        made: how many attempts there were.
        retry_after: what the subscriber asks for. It can make the wait longer, to a day at most.
    """
    if made >= MOST_ATTEMPTS:
        return None
    drawn = int.from_bytes(sha256(f"{message_id}/{made}".encode()).digest()[:4]) / 2**32
    delay = DELAYS[made - 1] * (1 - _JITTER + 2 * _JITTER * drawn)
    return max(delay, min(retry_after or timedelta(), LONGEST_WAIT))
