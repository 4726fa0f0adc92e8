"""What is asked of whoever comes new, invited or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.details import Details
from services.registration.domain.person import Part
from shared.contracts.registration import ContactChannel


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who comes new.

    ``fingerprint`` tells a repeated request from another one that uses the same Idempotency-Key.
    """

    tenant: str
    participant_id: str
    part: Part
    details: Details
    channel: ContactChannel
    on: date
    fingerprint: str
