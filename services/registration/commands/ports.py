"""What the commands need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from services.registration.domain.participant import Participant


class SavedParticipant(Protocol):
    """What a save tells."""

    @property
    def version(self) -> int: ...

    @property
    def event(self) -> str: ...


class Participants(Protocol):
    """One tenant's participants."""

    async def load(self, aggregate_id: str) -> Participant: ...

    async def add(self, aggregate: Participant, made_by: str = "") -> SavedParticipant: ...

    async def save(self, aggregate: Participant) -> SavedParticipant: ...

    async def made_by(self, aggregate_id: str) -> str | None: ...


class Vault(Protocol):
    """Seals what is private with a key of the person's own, and destroys that key."""

    async def seal(
        self, tenant: str, person_id: str, fields: Mapping[str, str], *, newcomer: bool = False
    ) -> bytes: ...

    async def shred(self, tenant: str, person_id: str) -> None: ...


class EmailIndex(Protocol):
    """A keyed hash by which an e-mail address is found without being kept."""

    def of(self, tenant: str, kind: str, value: str) -> str: ...
