"""What somebody's own record says of their way into Q."""

from __future__ import annotations

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class WayIntoQ(BaseModel):
    q_journey: str

    @property
    def arrived(self) -> bool:
        """Whether they are a member of Q, and so may offer to mentor and to help."""
        return self.q_journey == "member"


class OwnRecordClient:
    """Asks registration about somebody's own record."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def way_into_q(self, caller: Caller, tenant: str, own: str) -> WayIntoQ:
        """How far they are."""
        return await self._client.read(WayIntoQ, caller, f"/v1/{tenant}/participants/{own}")
