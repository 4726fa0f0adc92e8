"""Whatever happens is put into the feed of its collaborative, where it waits for its position."""

from __future__ import annotations

from typing import Any

from services.notifications.domain.feed import concern_of
from services.notifications.kinds import FEED
from shared.contracts.event import Event
from shared.contracts.registry import CONTRACTS
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work
from shared.persistence.line import NEW

LISTENED_TO = ("registration", "training", "evaluation", "notifications")


async def feed(event: Event, envelope: Envelope, work: Work) -> None:
    """Keeps the event as it will be told, with whom it concerns as far as it says so itself."""
    concern = concern_of(event)
    fields: dict[str, Any] = {
        "type": envelope.type,
        "subject": envelope.subject,
        "sequence": envelope.sequence,
        "time": envelope.time,
        "correlation_id": envelope.correlation_id,
        "causation_id": envelope.causation_id,
        "traceparent": envelope.traceparent,
        "data": event.model_dump_json(),
        "organisations": list(concern.organisations),
        "whose": list(concern.whose),
        "belongs": concern.belongs,
        "stage": NEW,
    }
    work.note(FEED, envelope.id, fields)


FEEDING: tuple[Policy[Any], ...] = tuple(
    Policy(event, feed) for event in CONTRACTS if event.owner in LISTENED_TO and not event.is_state
)
