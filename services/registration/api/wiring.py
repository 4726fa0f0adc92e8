"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from services.registration.commands.ports import EmailIndex, Participants, Vault
from services.registration.queries.read_participant import Opens
from shared.observability.commands import CommandMeter


class OpeningVault(Vault, Opens, Protocol):
    """A vault that also opens."""


@dataclass(frozen=True)
class Wiring:
    """The outside, as the routes see it."""

    participants: Callable[[str], Participants]
    """A tenant's participants, for the request at hand."""

    vault: OpeningVault
    emails: EmailIndex
    fingerprint: Callable[[bytes], str]
    meter: CommandMeter
