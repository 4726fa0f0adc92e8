"""What the API of deliveries gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from services.notifications.domain.delivery import Delivery, DeliveryState
from shared.contracts.notifications import FailedFor, MessageKind, SuppressedFor
from shared.contracts.registration import ContactChannel

_ID = "3f6c1b0a9e7d48526b1f0c3d8a7e5942"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"

DeliveryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=[_ID])]
OfPerson = Annotated[
    str | None,
    Query(pattern=r"^[A-Za-z0-9-]{1,64}$", description="Only to this person.", examples=[_SOMEBODY]),
]
InState = Annotated[DeliveryState | None, Query(description="Only those that are so.")]
OfKind = Annotated[MessageKind | None, Query(description="Only those of this kind.")]

_SHOWN: dict[str, Any] = {
    "id": _ID,
    "participant_id": _SOMEBODY,
    "message": "place_confirmed",
    "state": "failed",
    "because_of": "session/01993c74-5b3c-7d1e-8f60-2a9c4e7b1d35#4",
    "channel": "email",
    "attempts": 8,
    "queued_at": "2018-03-02T09:30:00Z",
    "next_at": None,
    "ended_at": "2018-03-04T06:06:00Z",
    "suppressed_for": None,
    "failed_for": "unreachable",
}


class DeliveryView(BaseModel):
    """A message to somebody: what became of it, and neither what it says nor where it goes."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    id: str
    participant_id: str
    message: MessageKind
    state: DeliveryState
    because_of: str = Field(description="The event that it tells of; of a digest, the week.")
    channel: ContactChannel | None = Field(description="By which it went, or was last tried.")
    attempts: int = Field(description="Since it was queued, or last asked for by hand.")
    queued_at: datetime
    next_at: datetime | None = Field(description="When it is looked at next; null once it has ended.")
    ended_at: datetime | None
    suppressed_for: SuppressedFor | None
    failed_for: FailedFor | None

    @classmethod
    def of(cls, one: Delivery) -> DeliveryView:
        """Everything about it."""
        return cls(
            id=one.id,
            participant_id=one.participant_id,
            message=one.message,
            state=one.state,
            because_of=one.cause.event,
            channel=one.channel,
            attempts=one.attempts,
            queued_at=one.queued_at,
            next_at=one.due_at,
            ended_at=one.ended_at,
            suppressed_for=one.suppressed_for,
            failed_for=one.failed_for,
        )
