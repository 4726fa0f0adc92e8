"""Meetings, as somebody who is invited sees them: each with what they have answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from services.portal.clients.registration import Meeting
from services.portal.clients.service import Caller, ServiceClient

MOST = 100
"""How many meetings of one's own are asked for at once."""


class OwnAnswer(BaseModel):
    """What they have said; ``status`` is None until then."""

    status: str | None = None
    barrier: str | None = None


class OwnMeeting(Meeting):
    sequence: int
    own: OwnAnswer | None = None

    @property
    def answer(self) -> str:
        """What they have answered; empty until then."""
        return (self.own.status if self.own else None) or ""


class OwnMeetings(BaseModel):
    items: list[OwnMeeting]
    next: str | None = None


class OwnMeetingsClient:
    """Asks registration about meetings on somebody's own behalf."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def to_come(self, caller: Caller, tenant: str, since: date) -> OwnMeetings:
        """Those that are planned and to which they are invited."""
        return await self._client.read(
            OwnMeetings,
            caller,
            f"/v1/{tenant}/meetings",
            status="planned",
            from_=since.isoformat(),
            limit=MOST,
        )

    async def between(self, caller: Caller, tenant: str, first: date, last: date) -> OwnMeetings:
        """Those to which they were invited, of some days, both included."""
        days: dict[str, str | int] = {"from_": first.isoformat(), "to": last.isoformat(), "limit": MOST}
        return await self._client.read(OwnMeetings, caller, f"/v1/{tenant}/meetings", **days)

    async def one(self, caller: Caller, tenant: str, meeting_id: str) -> OwnMeeting:
        """One meeting."""
        return await self._client.read(OwnMeeting, caller, f"/v1/{tenant}/meetings/{meeting_id}")

    async def answer(
        self, caller: Caller, tenant: str, meeting_id: str, own: str, body: Mapping[str, str]
    ) -> str:
        """Says whether they come."""
        path = f"/v1/{tenant}/meetings/{meeting_id}/attendance/{own}"
        return await self._client.change(caller, "PUT", path, body)
