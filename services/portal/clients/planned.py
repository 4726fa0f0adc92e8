"""A planned meeting, as far as changing the plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.clients.registration import Meeting
from services.portal.clients.service import Caller, ServiceClient


class PlannedMeeting(Meeting):
    """A meeting with the version that was seen, and what a plan says beyond time and place."""

    version: str = ""
    organisation: str | None = None
    project_id: str | None = None


class Plans:
    """Asks registration about them."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def meeting(self, caller: Caller, tenant: str, meeting_id: str) -> PlannedMeeting:
        """One meeting, with its version."""
        return await self._client.seen(PlannedMeeting, caller, f"/v1/{tenant}/meetings/{meeting_id}")

    async def change(
        self, caller: Caller, tenant: str, meeting_id: str, plan: Mapping[str, Any], version: str
    ) -> str:
        """Says the whole plan anew; who is invited stays so."""
        path = f"/v1/{tenant}/meetings/{meeting_id}"
        return await self._client.change(caller, "PUT", path, plan, version=version)
