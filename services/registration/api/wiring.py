"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.participant import Participant
from shared.observability.commands import CommandMeter
from shared.persistence.store import Store


@dataclass(frozen=True)
class Wiring:
    """The outside, as the routes see it. A store is of the tenant it is asked for."""

    participants: Callable[[str], Store[Participant]]
    vault: Vault
    emails: EmailIndex
    secret: bytes
    """Keys the fingerprints of requests."""

    meter: CommandMeter
    today: Callable[[], date]
    """The day that it is in London."""
