"""Who is told what happens, and what became of it: webhooks, partner topics, messages to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Webhook(BaseModel):
    """A subscription: to whom events are sent; without an organisation all of the collaborative's."""

    id: str
    version: str = ""
    organisation: str | None = None
    url: str
    types: list[str]
    active: bool
    disabled_for: str | None = None
    failing_since: datetime | None = None
    created_on: date


class Webhooks(BaseModel):
    items: list[Webhook]
    next: str | None = None


class Attempt(BaseModel):
    """One attempt to send an event; ``status`` is that of the answer, if there was one."""

    webhook_id: str
    at: datetime
    attempt: int
    outcome: str
    status: int | None = None
    milliseconds: int


class Attempts(BaseModel):
    items: list[Attempt]
    next: str | None = None


class Partnership(BaseModel):
    """Whether an organisation's systems write to us, and what its topics are called."""

    organisation: str
    open: bool
    in_topic: str
    out_topic: str


class Partnerships(BaseModel):
    items: list[Partnership]
    next: str | None = None


class Delivery(BaseModel):
    """A message to somebody: never what it says."""

    id: str
    participant_id: str
    message: str
    state: str
    attempts: int
    queued_at: datetime
    ended_at: datetime | None = None
    failed_for: str | None = None


class Deliveries(BaseModel):
    items: list[Delivery]
    next: str | None = None


class _Secret(BaseModel):
    id: str = ""
    secret: str | None = None


class Partners:
    """Asks notifications about them."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def webhooks(self, caller: Caller, tenant: str, cursor: str | None = None) -> Webhooks:
        """Webhooks, a page at a time."""
        path = f"/v1/{tenant}/subscriptions"
        return await self._client.read(Webhooks, caller, path, limit=50, cursor=cursor)

    async def webhook(self, caller: Caller, tenant: str, webhook_id: str) -> Webhook:
        """One webhook, with the version that was seen."""
        return await self._client.seen(Webhook, caller, f"/v1/{tenant}/subscriptions/{webhook_id}")

    async def attempts(self, caller: Caller, tenant: str, webhook_id: str, cursor: str | None) -> Attempts:
        """What was tried lately, the latest first, a page at a time."""
        path = f"/v1/{tenant}/subscriptions/{webhook_id}/attempts"
        return await self._client.read(Attempts, caller, path, limit=50, cursor=cursor)

    async def subscribe(
        self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str
    ) -> tuple[str, str, str]:
        """Makes a webhook; gives its id, its secret, empty if that is not told again, and the event."""
        answer = await self._client.ask(
            caller,
            "POST",
            f"/v1/{tenant}/subscriptions",
            body=body,
            headers={"Idempotency-Key": key} if key else {},
        )
        made = self._client.understood(_Secret, answer)
        return made.id, made.secret or "", answer.headers.get("Levelfield-Event", "")

    async def new_secret(self, caller: Caller, tenant: str, webhook_id: str, hours: int) -> str:
        """Makes a new secret; the one before signs beside it for so many hours."""
        path = f"/v1/{tenant}/subscriptions/{webhook_id}/secret"
        answer = await self._client.ask(caller, "POST", path, body={"overlap_hours": hours})
        return self._client.understood(_Secret, answer).secret or ""

    async def change_webhook(
        self,
        caller: Caller,
        tenant: str,
        webhook_id: str,
        method: str,
        what: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str = "",
        version: str = "",
    ) -> str:
        """Changes one thing of a webhook, sends a test message, or sends a period anew."""
        path = f"/v1/{tenant}/subscriptions/{webhook_id}{what}"
        return await self._client.change(caller, method, path, body, key=key, version=version)

    async def partnerships(self, caller: Caller, tenant: str) -> Partnerships:
        """Those of the collaborative, closed ones too; there are no more than organisations."""
        return await self._client.read(Partnerships, caller, f"/v1/{tenant}/partners", limit=100)

    async def switch_partnership(
        self, caller: Caller, tenant: str, organisation: str, *, opened: bool
    ) -> str:
        """Opens the topics of an organisation, or closes them."""
        path = f"/v1/{tenant}/partners/{organisation}"
        return await self._client.change(caller, "PUT" if opened else "DELETE", path)

    async def failed(self, caller: Caller, tenant: str, limit: int, cursor: str | None = None) -> Deliveries:
        """Messages that were given up, the newest first, a page at a time."""
        path = f"/v1/{tenant}/deliveries"
        return await self._client.read(Deliveries, caller, path, state="failed", limit=limit, cursor=cursor)

    async def try_again(self, caller: Caller, tenant: str, delivery_id: str) -> str:
        """Has a message that failed tried again."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/deliveries/{delivery_id}/retry")
