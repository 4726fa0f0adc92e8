"""How far organisations are, and who teaches whom, as far as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Stage(BaseModel):
    """How far an organisation was on a day, and how many of each role said so."""

    coproduction: str
    qi_capability: int
    assessed_on: date
    assessed_by: dict[str, int] = {}


class Assessment(Stage):
    assessors: list[str] | None = None
    note: str | None = None


class OrganisationReadiness(BaseModel):
    organisation: str
    name: str
    latest: Stage


class Readiness(BaseModel):
    items: list[OrganisationReadiness]
    next: str | None = None


class Start(BaseModel):
    """Where an organisation could begin, and with whose help."""

    sentence: str


class ReadinessHistory(BaseModel):
    organisation: str
    name: str
    history: list[Assessment]
    suggestion: Start


class Share(BaseModel):
    """Sessions and people, on one track or on all together."""

    sessions_held: int
    sessions_paired: int
    paired_share: float | None = None
    learners: dict[str, int]
    facilitators: dict[str, int]


class Balance(BaseModel):
    """Who taught whom."""

    tracks: dict[str, Share]
    total: Share


class ReadinessClient:
    """Asks training about readiness."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def page(self, caller: Caller, tenant: str, **query: str | int | None) -> Readiness:
        """The organisations that were assessed, a page at a time."""
        return await self._client.read(Readiness, caller, f"/v1/{tenant}/readiness", **query)

    async def history(self, caller: Caller, tenant: str, organisation: str) -> ReadinessHistory:
        """One organisation with all its assessments, the latest first."""
        path = f"/v1/{tenant}/readiness/{organisation}"
        return await self._client.read(ReadinessHistory, caller, path)

    async def assess(
        self, caller: Caller, tenant: str, organisation: str, body: Mapping[str, Any], key: str
    ) -> str:
        """Adds an assessment."""
        path = f"/v1/{tenant}/readiness/{organisation}/assessments"
        return await self._client.change(caller, "POST", path, body, key=key)


class BalanceClient:
    """Asks training about the balance."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def balance(self, caller: Caller, tenant: str) -> Balance:
        """Who has taught whom so far."""
        return await self._client.read(Balance, caller, f"/v1/{tenant}/balance")
