"""Events that no service can apply, published past their owner."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from levelfield.local.probes import run_apart
from shared.contracts.registration import ParticipantJoined
from shared.messaging.envelope import Envelope
from tests.support.backbone import Record, publish, settings_for
from tests.support.services import Installation

LISTENERS = ("training", "evaluation", "notifications")
"""They hold back what registration is said to have published."""

_SECONDS = 20.0


def poison(site: Installation, tenant: str, count: int, holding: str) -> None:
    """Has events held back by every service that listens to registration: so many of one kind, one that comes
    too early, and a message that is none.

    Args:
        holding: a text that stands in all of them and must be seen nowhere.
    """
    records = [_joined(tenant, 1, holding) for _ in range(count)]
    records += [
        _joined(tenant, 2, holding),
        Record(None, holding.encode(), [("ce_subject", holding.encode())]),
    ]
    run_apart(lambda: _published(site, records), _SECONDS)


def _joined(tenant: str, sequence: int, holding: str) -> Record:
    """With a body that is none of this type."""
    subject = f"participant/{uuid4()}"
    envelope = Envelope(tenant, subject, sequence, ParticipantJoined.type, datetime.now(UTC))
    return Record(envelope.key(), json.dumps({"role": holding}).encode(), envelope.headers())


async def _published(site: Installation, records: Sequence[Record]) -> None:
    await publish(settings_for(site.parts, site.namespace), records, owner="registration")
