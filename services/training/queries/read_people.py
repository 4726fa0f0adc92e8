"""The people that training knows of: all who have joined and are not erased, also if they have left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shared.contracts.refusal import NotFound


class People(Protocol):
    """One tenant's directory."""

    async def get(self, aggregate_id: str) -> dict[str, Any] | None: ...

    async def page(
        self, where: Mapping[str, Any], limit: int, after: str = ""
    ) -> tuple[Sequence[dict[str, Any]], str]: ...


async def read_person(person_id: str, people: People) -> dict[str, Any]:
    """One person.

    Raises:
        NotFound: training knows of no such person in this collaborative.
    """
    person = await people.get(person_id)
    if person is None or "joined_on" not in person:
        raise NotFound("not-found", "There is no such person in this collaborative.")
    return person


async def list_people(
    people: People, role: str | None, active: bool | None, limit: int, after: str
) -> tuple[Sequence[dict[str, Any]], str]:
    """A page of people, in the order in which they were added, and the id to go on after."""
    where: dict[str, Any] = {"joined_on": {"$exists": True}}
    where |= {"role": role} if role else {}
    where |= {} if active is None else {"active": active}
    return await people.page(where, limit, after)
