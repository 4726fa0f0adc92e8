"""What became of a message to somebody. Never what it said, nor where it went."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.notifications.words import FailedFor, MessageKind, SuppressedFor
from shared.contracts.registration.words import ContactChannel

_DELIVERY = "01993ca0-5d1e-7b42-9c3f-8e2a6d4b1f70"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"


class NotificationSent(Event, owner="notifications", aggregate="delivery"):
    """Whoever carries messages has taken one over. Whether it was read, nobody knows."""

    delivery_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    message: MessageKind
    channel: ContactChannel
    attempts: int = Field(ge=1)
    sent_on: date

    example: ClassVar[dict[str, Any]] = {
        "delivery_id": _DELIVERY,
        "participant_id": _SOMEBODY,
        "message": "place_confirmed",
        "channel": "email",
        "attempts": 1,
        "sent_on": "2018-03-02",
    }


class NotificationFailed(Event, owner="notifications", aggregate="delivery"):
    """A message was given up."""

    delivery_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    message: MessageKind
    channel: ContactChannel
    attempts: int = Field(ge=1)
    reason: FailedFor
    failed_on: date

    example: ClassVar[dict[str, Any]] = {
        "delivery_id": _DELIVERY,
        "participant_id": _SOMEBODY,
        "message": "place_confirmed",
        "channel": "email",
        "attempts": 8,
        "reason": "unreachable",
        "failed_on": "2018-03-04",
    }


class NotificationSuppressed(Event, owner="notifications", aggregate="delivery"):
    """A message was not sent, and will not be."""

    delivery_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    message: MessageKind
    reason: SuppressedFor
    suppressed_on: date

    example: ClassVar[dict[str, Any]] = {
        "delivery_id": _DELIVERY,
        "participant_id": _SOMEBODY,
        "message": "survey",
        "reason": "no_consent",
        "suppressed_on": "2018-03-02",
    }
