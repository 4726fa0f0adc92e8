"""The outbox: events wait inside the document of the aggregate that recorded them.

Invariants:
- State and events are one write, so there is no moment with one and not the other.
- ``pending_since`` exists on a document exactly while its outbox holds something; a partial index on it
  finds what a crash left behind.
- An event leaves the outbox only by naming a sequence that Kafka has acknowledged: one that came
  meanwhile is never dropped unpublished.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts.aggregate import Recorded
from shared.contracts.event import Event
from shared.messaging.envelope import Envelope
from shared.persistence.database import Document

MAX_EVENT_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a command: carried into the events it records."""

    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""


class EventTooLarge(ValueError):
    """An event is over 256 KiB. Events carry facts about one thing; this one carries something else."""


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """One event that waits, or the state that goes with it, ready to be sent.

    ``data`` is None for a state that has ended: Kafka then drops those before it.
    """

    envelope: Envelope
    topic: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Pending:
    """All that waits in one aggregate's outbox, in order, never empty."""

    collection: str
    document_id: str
    tenant: str
    events: Sequence[PendingEvent]

    @property
    def last_sequence(self) -> int:
        return self.events[-1].envelope.sequence


def entries(
    recorded: Sequence[Recorded], after: int, time: datetime, cause: Cause | Sequence[Cause]
) -> list[Document]:
    """Turns recorded events into outbox entries with the sequences that follow ``after``.

    Args:
        cause: of all of them, or of each.

    Raises:
        EventTooLarge: an event's data is over 256 KiB.
    """
    written: list[Document] = []
    causes = [cause] * len(recorded) if isinstance(cause, Cause) else cause
    told = zip(recorded, causes, strict=True)
    for sequence, ((event, latest), led_by) in enumerate(told, start=after + 1):
        entry: Document = {
            "sequence": sequence,
            "type": event.type,
            "topic": event.topic,
            "time": time,
            "data": _data(event),
            "correlation_id": led_by.correlation_id,
            "causation_id": led_by.causation_id,
            "traceparent": led_by.traceparent,
        }
        if latest is not None:
            entry["latest"] = {
                "kind": latest.aggregate,
                "type": latest.type,
                "topic": latest.topic,
                "data": _data(latest) if isinstance(latest, Event) else None,
            }
        written.append(entry)
    return written


def _data(event: Event) -> str:
    data = event.model_dump_json()
    if len(data) > MAX_EVENT_BYTES or len(data.encode()) > MAX_EVENT_BYTES:
        raise EventTooLarge(f"{event.type} is over {MAX_EVENT_BYTES // 1024} KiB")
    return data


def pending(
    collection: str, document_id: str, tenant: str, subject: str, outbox: Sequence[Document]
) -> Pending | None:
    """What waits in a document's outbox, or None if nothing does."""
    if not outbox:
        return None
    events = [one for entry in outbox for one in _messages(tenant, subject, entry)]
    return Pending(collection, document_id, tenant, events)


def _messages(tenant: str, subject: str, entry: Document) -> Iterator[PendingEvent]:
    envelope = _envelope(tenant, subject, entry)
    yield PendingEvent(envelope, entry["topic"], entry["data"].encode())
    if latest := entry.get("latest"):
        _, _, aggregate_id = subject.partition("/")
        of_its_own = envelope._replace(subject=f"{latest['kind']}/{aggregate_id}", type=latest["type"])
        data = latest["data"]
        yield PendingEvent(of_its_own, latest["topic"], None if data is None else data.encode())


def _envelope(tenant: str, subject: str, entry: dict[str, Any]) -> Envelope:
    return Envelope(
        tenant=tenant,
        subject=subject,
        sequence=entry["sequence"],
        type=entry["type"],
        time=entry["time"],
        correlation_id=entry["correlation_id"],
        causation_id=entry["causation_id"],
        traceparent=entry["traceparent"],
    )


def acknowledge(last_sequence: int, document_ids: Sequence[str], *, more_follow: bool) -> Document:
    """The ``update`` line that takes acknowledged events out of outboxes.

    Args:
        last_sequence: of these aggregates, the last event that Kafka has.
        document_ids: which begin with the tenant.
        more_follow: whether newer events of them are known to be on their way. If so, only the older ones
            are taken out; if not, the outboxes are emptied, except where one has come since.
    """
    query: Document = {"_id": {"$in": document_ids}}
    if more_follow:
        update: Document = {"$pull": {"outbox": {"sequence": {"$lte": last_sequence}}}}
    else:
        query["sequence"] = last_sequence
        update = {"$set": {"outbox": []}, "$unset": {"pending_since": ""}}
    return {"q": query, "u": update, "multi": True}
