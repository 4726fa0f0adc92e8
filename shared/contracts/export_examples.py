"""An example of each event, as a reader finds it on the topic: key, CloudEvents headers and value.

Made by the same envelope and the same serialisation as real events, so that it cannot say anything else
than they do. Everything in it is made up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from shared.contracts.event import Event
from shared.messaging.envelope import Envelope

TENANT = "mental-health-ni"
_ID = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_TIME = datetime(2018, 5, 4, 9, 30, tzinfo=UTC)
_CORRELATION = "01993c61-03d2-7f0e-8a51-94c8be2f6a70"
_TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def messages(events: Iterable[type[Event]]) -> dict[str, dict[str, Any]]:
    """A whole message for each event, by its type. Events of one aggregate are numbered in their order."""
    told: dict[str, dict[str, Any]] = {}
    counted: dict[str, int] = {}
    for event in events:
        counted[event.aggregate] = counted.get(event.aggregate, 0) + 1
        told[event.type] = _message(event, counted[event.aggregate])
    return told


def _message(event: type[Event], sequence: int) -> dict[str, Any]:
    aggregate_id = event.example.get(f"{event.aggregate}_id", _ID)
    envelope = Envelope(
        tenant=TENANT,
        subject=f"{event.aggregate}/{aggregate_id}",
        sequence=sequence,
        type=event.type,
        time=_TIME,
        correlation_id=_CORRELATION,
        traceparent=_TRACEPARENT,
    )
    return {
        "topic": event.topic,
        "key": envelope.key().decode(),
        "headers": {name: value.decode() for name, value in envelope.headers()},
        "value": event.model_validate(event.example).model_dump(mode="json"),
    }
