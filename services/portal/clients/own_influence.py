"""You said, we did: what people hoped for, and one's own word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Became(BaseModel):
    """What became of something."""

    outcome: str
    reason: str | None = None
    changed: str | None = None
    matters: str | None = None
    resolved_on: date


class Said(BaseModel):
    """What somebody hoped for; ``answer`` is None while that is open."""

    role: str
    place: str
    place_id: str
    hoped: str
    recorded_on: date
    answer: Became | None = None


class AllSaid(BaseModel):
    items: list[Said]
    next: str | None = None


class OwnInfluenceClient:
    """Asks evaluation about influence on somebody's own behalf."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def trail(self, caller: Caller, tenant: str, cursor: str | None) -> AllSaid:
        """What everybody hoped for, a page at a time."""
        return await self._client.read(AllSaid, caller, f"/v1/{tenant}/influence", limit=50, cursor=cursor)

    async def say(self, caller: Caller, tenant: str, body: Mapping[str, str], key: str) -> str:
        """They say what they hope for, under the role in which they take part."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/influence/own", body, key=key)
