"""A person as a lead sees them, beyond what a register or a member's own page needs."""

from __future__ import annotations

from datetime import date

from services.portal.clients.registration import Person
from services.portal.clients.service import Caller, ServiceClient


class WholePerson(Person):
    """Somebody, with where they are on the way into Q, and why they have left if they have."""

    q_journey: str
    left_on: date | None = None
    leaving_reason: str | None = None


class PeopleDesk:
    """Asks registration about them."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def person(self, caller: Caller, tenant: str, person_id: str) -> WholePerson:
        """One person, with the version that was seen."""
        return await self._client.seen(WholePerson, caller, f"/v1/{tenant}/participants/{person_id}")
