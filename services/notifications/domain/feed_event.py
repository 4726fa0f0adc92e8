"""An event as it is told outside: a CloudEvent in its structured JSON form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from services.notifications.domain.discretion import told_to_organisations


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEvent:
    """An event with its position in the feed of its collaborative."""

    tenant: str
    position: int
    id: str
    type: str
    subject: str
    sequence: int
    time: datetime
    data: str
    """What happened, as JSON."""

    organisations: tuple[str, ...]
    """The codes of those it concerns."""

    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""

    @classmethod
    def of(cls, tenant: str, position: int, event_id: str, fields: Mapping[str, Any]) -> Self:
        """As the feed keeps it."""
        return cls(
            tenant=tenant,
            position=position,
            id=event_id,
            type=fields["type"],
            subject=fields["subject"],
            sequence=fields["sequence"],
            time=fields["time"],
            data=fields["data"],
            organisations=tuple(fields["organisations"]),
            correlation_id=fields["correlation_id"],
            causation_id=fields["causation_id"],
            traceparent=fields["traceparent"],
        )

    def for_organisations(self) -> Self:
        """The event as an organisation is told it: less than all of it (``discretion``)."""
        return replace(self, data=told_to_organisations(self.type, self.data))

    def cloud_event(self) -> dict[str, Any]:
        """The CloudEvent, with the attributes that it has on Kafka."""
        told: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": f"/levelfield/{self.type.split('.', 2)[1]}",
            "type": self.type,
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat(timespec="milliseconds"),
            "datacontenttype": "application/json",
            "sequence": str(self.sequence),
            "tenant": self.tenant,
        }
        optional = {
            "correlationid": self.correlation_id,
            "causationid": self.causation_id,
            "traceparent": self.traceparent,
        }
        return (
            told
            | {name: value for name, value in optional.items() if value}
            | {"data": json.loads(self.data)}
        )

    def body(self) -> str:
        """The CloudEvent as text: the same to the letter however often it is asked for."""
        return json.dumps(self.cloud_event(), ensure_ascii=False, separators=(",", ":"))
