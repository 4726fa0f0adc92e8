"""One participant, with what is private opened for whoever may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from services.registration.domain.participant import Participant
from shared.privacy.private import Erased, Private


class Loads(Protocol):
    """One tenant's participants."""

    async def load(self, aggregate_id: str) -> Participant: ...


class Opens(Protocol):
    """Opens what was sealed."""

    async def open(self, tenant: str, person_id: str, sealed: bytes) -> Private | Erased: ...


@dataclass(frozen=True)
class ShownParticipant:
    """A participant and their private details, which are None once erased."""

    participant: Participant
    name: str | None = field(repr=False)
    email: str | None = field(repr=False)


async def read_participant(
    tenant: str, participant_id: str, participants: Loads, vault: Opens
) -> ShownParticipant:
    """Reads a participant.

    Raises:
        NotFound: there is no such participant here.
    """
    participant = await participants.load(participant_id)
    private = await vault.open(tenant, participant_id, participant.sealed) if participant.sealed else Erased()
    if isinstance(private, Erased):
        return ShownParticipant(participant, None, None)
    return ShownParticipant(participant, _text(private.get("name")), _text(private.get("email")))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
