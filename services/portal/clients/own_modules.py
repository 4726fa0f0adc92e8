"""Modules, as somebody who takes part sees them: released, or to be read before they are."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class OwnModuleLine(BaseModel):
    id: str
    title: str


class OwnModules(BaseModel):
    items: list[OwnModuleLine]
    next: str | None = None


class Taught(BaseModel):
    """What is taught in one session."""

    title: str
    minutes: int


class Maker(BaseModel):
    role: str
    contribution: str


class Signature(BaseModel):
    """Somebody who stands by it; ``participant_id`` is None unless that is who asks."""

    participant_id: str | None = None
    role: str
    signed_on: date


class ReadVersion(BaseModel):
    """A version, as one reads it before one signs it."""

    number: int
    state: str
    title: str
    outline: str
    outcomes: list[str]
    parts: list[Taught]
    minutes: int
    contributors: list[Maker]
    sign_offs: list[Signature]


class ReadModule(BaseModel):
    versions: list[ReadVersion]

    @property
    def in_review(self) -> ReadVersion | None:
        """The version that waits for sign-offs, if one does."""
        return next((one for one in self.versions if one.state == "in_review"), None)


class Completed(BaseModel):
    """What a certificate says, beside the name of whose it is."""

    version: int
    title: str
    outcomes: list[str]
    parts: int
    minutes: int
    completed_on: date


class Attended(BaseModel):
    part: int
    held_on: date


class Learned(BaseModel):
    """What somebody has learned of one module."""

    code: str
    attended: list[Attended]
    completed: list[Completed]


class Learner(BaseModel):
    records: list[Learned] = []


class OwnModulesClient:
    """Asks training about modules on somebody's own behalf."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def to_read(self, caller: Caller, tenant: str, cursor: str | None = None) -> OwnModules:
        """Those that wait for sign-offs, a page at a time."""
        return await self._client.read(
            OwnModules, caller, f"/v1/{tenant}/modules", state="in_review", limit=50, cursor=cursor
        )

    async def known(self, caller: Caller, tenant: str) -> OwnModules:
        """The first hundred of those that are released or to be read."""
        return await self._client.read(OwnModules, caller, f"/v1/{tenant}/modules", limit=100)

    async def one(self, caller: Caller, tenant: str, module_id: str) -> ReadModule:
        """One module."""
        return await self._client.read(ReadModule, caller, f"/v1/{tenant}/modules/{module_id}")

    async def sign_off(self, caller: Caller, tenant: str, module_id: str, number: int, own: str) -> str:
        """Stands by a version."""
        path = f"/v1/{tenant}/modules/{module_id}/versions/{number}/sign-offs/{own}"
        return await self._client.change(caller, "PUT", path)

    async def learner(self, caller: Caller, tenant: str, own: str) -> Learner:
        """What they have attended and completed."""
        return await self._client.read(Learner, caller, f"/v1/{tenant}/learners/{own}")
