"""Lessons, as far as the pages need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Lesson(BaseModel):
    """What was tried; ``collaborative`` says whose it is."""

    id: str
    version: str = ""
    collaborative: str
    tried: str
    organisation: str | None = None
    happened: str
    worked: bool
    again: str
    across_collaboratives: bool
    shared_on: date


class Lessons(BaseModel):
    items: list[Lesson]
    next: str | None = None


class LessonsClient:
    """Asks evaluation about lessons."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def found(self, caller: Caller, tenant: str, **query: str | int | None) -> Lessons:
        """Lessons, a page at a time."""
        return await self._client.read(Lessons, caller, f"/v1/{tenant}/lessons", **query)

    async def one(self, caller: Caller, tenant: str, lesson_id: str) -> Lesson:
        """One lesson, with the version that was seen."""
        return await self._client.seen(Lesson, caller, f"/v1/{tenant}/lessons/{lesson_id}")

    async def share(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Tells the collaborative what was tried."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/lessons", body, key=key)

    async def tell_anew(
        self, caller: Caller, tenant: str, lesson_id: str, body: Mapping[str, Any], version: str
    ) -> str:
        """Tells a lesson in other words."""
        path = f"/v1/{tenant}/lessons/{lesson_id}"
        return await self._client.change(caller, "PUT", path, body, version=version)

    async def open(self, caller: Caller, tenant: str, lesson_id: str, *, to_others: bool) -> str:
        """Lets other collaboratives read a lesson, or no longer."""
        path, body = f"/v1/{tenant}/lessons/{lesson_id}/opening", {"across_collaboratives": to_others}
        return await self._client.change(caller, "PUT", path, body)
