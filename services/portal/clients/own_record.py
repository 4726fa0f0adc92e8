"""What registration tells somebody of their own: their way into Q, and with whom they have a mentorship."""

from __future__ import annotations

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient

_MENTORSHIPS = 200
"""More than anybody has at a time."""


class WayIntoQ(BaseModel):
    q_journey: str

    @property
    def arrived(self) -> bool:
        """Whether they are a member of Q, and so may offer to mentor and to help."""
        return self.q_journey == "member"


class Introduced(BaseModel):
    """A mentorship that is under way, and the other of the two: ``part`` is what the other is in it."""

    mentorship_id: str
    part: str
    name: str


class Introductions(BaseModel):
    items: list[Introduced] = []

    def name_in(self, mentorship_id: str) -> str:
        """The other's name; empty once it has ended, or for whoever takes part no longer."""
        return next((one.name for one in self.items if one.mentorship_id == mentorship_id), "")


class OwnRecordClient:
    """Asks registration about somebody's own record."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def way_into_q(self, caller: Caller, tenant: str, own: str) -> WayIntoQ:
        """How far they are."""
        return await self._client.read(WayIntoQ, caller, f"/v1/{tenant}/participants/{own}")

    async def introduced(self, caller: Caller, tenant: str, own: str) -> Introductions:
        """With whom they have a mentorship under way, by name."""
        path = f"/v1/{tenant}/participants/{own}/mentoring"
        return await self._client.read(Introductions, caller, path, limit=_MENTORSHIPS)
