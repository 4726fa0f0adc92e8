"""Notifications, as far as the pages need it."""

from __future__ import annotations

from datetime import date, datetime

import httpx
from pydantic import BaseModel

from services.portal.clients.service import ANYBODY, Caller, ServiceClient


class Author(BaseModel):
    name: str


class FeedItem(BaseModel):
    """Something celebrated, as JSON Feed 1.1 has it."""

    title: str
    content_text: str
    date_published: datetime
    authors: list[Author] = []


class Feed(BaseModel):
    items: list[FeedItem]


class Named(BaseModel):
    name: str


class Celebration(BaseModel):
    id: str
    version: str = ""
    about: str
    title: str
    text: str
    named: list[Named]
    state: str
    proposed_on: date
    published_at: datetime | None = None


class Celebrations(BaseModel):
    items: list[Celebration]
    next: str | None = None


class Subscription(BaseModel):
    url: str
    active: bool
    failing_since: datetime | None = None


class Subscriptions(BaseModel):
    items: list[Subscription]


class Notifications:
    """Asks notifications."""

    def __init__(self, client: ServiceClient) -> None:
        self.client = client

    async def celebrated(self, tenant: str | None) -> Feed:
        """The newest celebrations of one collaborative, or of all, as everybody sees them."""
        where = f"/v1/{tenant}" if tenant else "/v1"
        return await self.client.read(Feed, ANYBODY, f"{where}/public/celebrations.json")

    async def feed(self, tenant: str | None, kind: str, headers: dict[str, str]) -> httpx.Response:
        """A feed as it is, ``kind`` being ``atom`` or ``json``."""
        where = f"/v1/{tenant}" if tenant else "/v1"
        path = f"{where}/public/celebrations.{kind}"
        return await self.client.ask(ANYBODY, "GET", path, headers=headers)

    async def celebrations(self, caller: Caller, tenant: str, **query: str | int | None) -> Celebrations:
        """Celebrations, a page at a time."""
        return await self.client.read(Celebrations, caller, f"/v1/{tenant}/celebrations", **query)

    async def celebration(self, caller: Caller, tenant: str, celebration_id: str) -> Celebration:
        """One celebration, with the version that was seen."""
        return await self.client.seen(Celebration, caller, f"/v1/{tenant}/celebrations/{celebration_id}")

    async def card(self, caller: Caller, tenant: str, celebration_id: str) -> str:
        """Its picture as it would be published today, an SVG document."""
        return (await self.client.get(caller, f"/v1/{tenant}/celebrations/{celebration_id}/card.svg")).text

    async def decide(
        self, caller: Caller, tenant: str, celebration_id: str, what: str, *, version: str = ""
    ) -> str:
        """Approves, declines or retracts; ``what`` is the last part of the path."""
        path = f"/v1/{tenant}/celebrations/{celebration_id}/{what}"
        return await self.client.change(caller, "POST", path, version=version)

    async def subscriptions(self, caller: Caller, tenant: str) -> Subscriptions:
        """Webhooks, and which of them fail."""
        return await self.client.read(Subscriptions, caller, f"/v1/{tenant}/subscriptions", limit=50)
