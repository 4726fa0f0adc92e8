"""Training, as far as the pages need it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class SessionLine(BaseModel):
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str | None = None
    link: str | None = None
    free_places: int
    waiting: int


class Sessions(BaseModel):
    items: list[SessionLine]


class ModuleLine(BaseModel):
    title: str
    unreleased: str | None = None


class Modules(BaseModel):
    items: list[ModuleLine]


class Stage(BaseModel):
    coproduction: str
    qi_capability: int
    assessed_on: date


class OrganisationReadiness(BaseModel):
    name: str
    latest: Stage


class Readiness(BaseModel):
    items: list[OrganisationReadiness]


class Training:
    """Asks training."""

    def __init__(self, client: ServiceClient) -> None:
        self.client = client

    async def next_sessions(self, caller: Caller, tenant: str, since: date) -> Sessions:
        """The next few sessions that are to be given."""
        return await self.client.read(
            Sessions, caller, f"/v1/{tenant}/sessions", state="scheduled", from_=since.isoformat(), limit=5
        )

    async def in_review(self, caller: Caller, tenant: str) -> Modules:
        """Modules that wait for sign-offs."""
        return await self.client.read(Modules, caller, f"/v1/{tenant}/modules", state="in_review", limit=20)

    async def readiness(self, caller: Caller, tenant: str) -> Readiness:
        """How far each organisation is."""
        return await self.client.read(Readiness, caller, f"/v1/{tenant}/readiness", limit=50)
