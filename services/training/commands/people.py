"""Who people are, as training knows it. What a request says of somebody's role is never believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from services.training.domain.person import Person
from shared.contracts.refusal import NotFound, Refused
from shared.contracts.registration import Role


class Directory(Protocol):
    """One tenant's people."""

    async def get(self, aggregate_id: str) -> dict[str, Any] | None: ...


async def somebody_active(participant_id: str, people: Directory) -> Person:
    """Somebody who takes part now.

    Raises:
        NotFound: training knows of no such person here, or they have not joined yet.
        Refused: they have left.
    """
    found = await people.get(participant_id)
    if found is None or "joined_on" not in found:
        raise NotFound("not-found", "There is no such person in this collaborative.")
    if not found["active"]:
        raise Refused("has-left", "This person has left the collaborative. Let them return first.")
    return person_of(participant_id, found)


def person_of(participant_id: str, document: Mapping[str, Any]) -> Person:
    """The person in a document of the directory."""
    return Person(id=participant_id, role=Role(document["role"]), organisation=document["organisation"])
