"""How a service is operated, as far as the pages need it: the same questions to each of them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Outbox(BaseModel):
    pending_aggregates: int
    oldest_seconds: float


class Quarantine(BaseModel):
    failed_aggregates: int
    parked_aggregates: int
    unreadable_messages: int

    @property
    def all_held(self) -> int:
        """How many things wait for somebody."""
        return self.failed_aggregates + self.parked_aggregates + self.unreadable_messages


class Standing(BaseModel):
    """How a service stands; ``lag_events`` is None where Kafka does not say."""

    ready: bool
    reasons: list[str]
    lag_events: int | None = None
    outbox: Outbox
    quarantine: Quarantine


class Held(BaseModel):
    """Something held back, without anything that it holds."""

    id: str
    kind: str
    reason: str
    since: datetime
    tenant: str
    type: str
    waiting: int
    error: str
    place: list[str]
    fingerprint: str

    @property
    def name(self) -> str:
        """What the event is called, without owner and version; empty for a message that is none."""
        return self.type.split(".")[2] if self.type.count(".") == 3 else self.type


class HeldPage(BaseModel):
    items: list[Held]
    next: str | None = None


class Outcome(BaseModel):
    """What a retry or a discard has done."""

    aggregates: int
    applied: int
    still_held: int
    error: str


class Operations:
    """Operates one service."""

    def __init__(self, client: ServiceClient) -> None:
        self.client = client

    async def standing(self, caller: Caller) -> Standing:
        """How it stands."""
        return await self.client.read(Standing, caller, "/v1/operations")

    async def held(self, caller: Caller, **query: str | int | None) -> HeldPage:
        """What is held back, the longest held first, a page at a time."""
        return await self.client.read(HeldPage, caller, "/v1/operations/quarantine", **query)

    async def retry(self, caller: Caller, held_id: str) -> Outcome:
        """Applies what waits behind one."""
        return await self._do(caller, f"/{held_id}/retry")

    async def retry_alike(self, caller: Caller, fingerprint: str) -> Outcome:
        """Applies what waits behind all that failed alike, of as many as the service takes up at once."""
        return await self._do(caller, "/retry", {"fingerprint": fingerprint})

    async def discard(self, caller: Caller, held_id: str) -> Outcome:
        """Gives one up, for good."""
        return await self._do(caller, f"/{held_id}/discard")

    async def _do(self, caller: Caller, what: str, body: dict[str, str] | None = None) -> Outcome:
        answer = await self.client.ask(caller, "POST", f"/v1/operations/quarantine{what}", body=body)
        return self.client.understood(Outcome, answer)
