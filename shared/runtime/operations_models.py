"""What the API for operators takes and gives. None of it can hold personal data."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.refusal import NotFound
from shared.messaging.held_list import HeldKind, HeldLine
from shared.messaging.operate import Outcome
from shared.runtime.standing import Standing

_NAME = "mental-health-ni/participant/01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_FINGERPRINT = "5f1d6f0c2b11"

HeldId = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9_-]{1,600}$",
        description="The `id` that the list gave.",
        examples=["bWVudGFsLWhlYWx0aC1uaS90aGluZy94"],
    ),
]

_STANDING: dict[str, Any] = {
    "service": "training",
    "ready": True,
    "reasons": [],
    "lag_events": 0,
    "outbox": {"pending_aggregates": 0, "oldest_seconds": 0.0},
    "quarantine": {"failed_aggregates": 1, "parked_aggregates": 0, "unreadable_messages": 0},
}


class OutboxView(BaseModel):
    """What waits to be published."""

    pending_aggregates: int
    oldest_seconds: float = Field(description="Age of the oldest event that waits; 0 if none does.")


class QuarantineView(BaseModel):
    """How much is held back."""

    failed_aggregates: int = Field(description="Behind an event whose handler failed.")
    parked_aggregates: int = Field(description="Behind an event that has not come.")
    unreadable_messages: int = Field(description="That are no events of ours.")


class StandingView(BaseModel):
    """How a service stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_STANDING]})

    service: str
    ready: bool = Field(description="Whether the process that answers takes work.")
    reasons: list[str] = Field(description="Why it does not.")
    lag_events: int | None = Field(
        description="Events of other services, not yet applied here; null if Kafka does not say."
    )
    outbox: OutboxView
    quarantine: QuarantineView

    @classmethod
    def of(cls, standing: Standing) -> StandingView:
        held = standing.held
        return cls(
            service=standing.service,
            ready=not standing.reasons,
            reasons=list(standing.reasons),
            lag_events=standing.lag,
            outbox=OutboxView(
                pending_aggregates=standing.pending, oldest_seconds=round(standing.oldest_seconds, 3)
            ),
            quarantine=QuarantineView(
                failed_aggregates=held.failed,
                parked_aggregates=held.parked,
                unreadable_messages=held.unreadable,
            ),
        )


def held_id(name: str) -> str:
    """The name of something held back, as it goes into a path."""
    return urlsafe_b64encode(name.encode()).decode().rstrip("=")


def name_of(held: str) -> str:
    """The name behind an id of ``held_id``.

    Raises:
        NotFound: it is no such id.
    """
    try:
        return urlsafe_b64decode(held + "=" * (-len(held) % 4)).decode()
    except (NotBase64, UnicodeDecodeError):
        raise NotFound("not-held", "Nothing of that name is in quarantine.") from None


_HELD: dict[str, Any] = {
    "id": held_id(_NAME),
    "kind": "failed",
    "reason": "failed",
    "since": "2018-03-02T09:30:00Z",
    "tenant": "mental-health-ni",
    "event": "participant/01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11#3",
    "type": "levelfield.registration.ParticipantJoined.v1",
    "waiting": 2,
    "error": "KeyError",
    "place": ["people.py:41 joined"],
    "fingerprint": _FINGERPRINT,
}


class HeldView(BaseModel):
    """Something held back: what it is and why, and nothing of what it holds."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HELD]})

    id: str = Field(description="By which it is retried or discarded.")
    kind: HeldKind
    reason: str
    since: datetime
    tenant: str = Field(description="Empty for a message that is no event, as are event, type and error.")
    event: str = Field(description="At which the aggregate stopped.")
    type: str
    waiting: int = Field(description="How many events of the aggregate wait, that one among them.")
    error: str = Field(description="The class of the failure; its text might repeat what it choked on.")
    place: list[str] = Field(description="The innermost lines of code at which it failed.")
    fingerprint: str = Field(description="The same for failures of the same kind at the same place.")

    @classmethod
    def of(cls, line: HeldLine) -> HeldView:
        return cls(
            id=held_id(line.name),
            kind=line.kind,
            reason=line.reason,
            since=line.since,
            tenant=line.tenant,
            event=line.event,
            type=line.type,
            waiting=line.waiting,
            error=line.error,
            place=list(line.place),
            fingerprint=line.fingerprint,
        )


class Alike(BaseModel):
    """Failures of one kind at one place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"fingerprint": _FINGERPRINT}]})

    fingerprint: str = Field(pattern=r"^[0-9a-f]{12}$")


class OutcomeView(BaseModel):
    """What was done."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"aggregates": 1, "applied": 2, "still_held": 0, "error": ""}]}
    )

    aggregates: int = Field(description="How many were taken up.")
    applied: int = Field(description="Events that are applied now.")
    still_held: int = Field(description="Events of those aggregates that still wait.")
    error: str = Field(description="The class of the first failure that stopped one again; empty if none.")

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> OutcomeView:
        found = list(outcomes)
        return cls(
            aggregates=len(found),
            applied=sum(one.applied for one in found),
            still_held=sum(one.still_held for one in found),
            error=next((one.error for one in found if one.error), ""),
        )
