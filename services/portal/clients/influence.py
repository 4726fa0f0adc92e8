"""Influence, as far as the pages need it: what people hoped for, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Answer(BaseModel):
    """What became of something."""

    outcome: str
    reason: str | None = None
    changed: str | None = None
    matters: str | None = None
    standards: list[str] = []
    resolved_on: date


class Hoped(BaseModel):
    """What somebody hoped for; ``answer`` is None while that is open."""

    id: str
    role: str
    place: str
    place_id: str
    hoped: str
    recorded_on: date
    answer: Answer | None = None


class Trail(BaseModel):
    items: list[Hoped]
    next: str | None = None


class WholeHoped(Hoped):
    """The same, with all that was ever said about it, the latest last."""

    version: str = ""
    history: list[Answer]


class InfluenceClient:
    """Asks evaluation about influence."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def trail(self, caller: Caller, tenant: str, **query: str | int | None) -> Trail:
        """What was hoped for, a page at a time."""
        return await self._client.read(Trail, caller, f"/v1/{tenant}/influence", **query)

    async def one(self, caller: Caller, tenant: str, influence_id: str) -> WholeHoped:
        """One of it, with the version that was seen."""
        return await self._client.seen(WholeHoped, caller, f"/v1/{tenant}/influence/{influence_id}")

    async def record(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Records what somebody hoped for."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/influence", body, key=key)

    async def resolve(
        self, caller: Caller, tenant: str, influence_id: str, body: Mapping[str, Any], version: str
    ) -> str:
        """Tells what became of it."""
        path = f"/v1/{tenant}/influence/{influence_id}/resolution"
        return await self._client.change(caller, "PUT", path, body, version=version)
