"""Modules of training, as far as the pages need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Lacking(BaseModel):
    """Something that a version lacks for its release, as it stands after "it needs"."""

    text: str


class ModuleLine(BaseModel):
    """A module in a list."""

    id: str
    code: str
    title: str
    track: str
    audience: str
    released_version: int | None = None
    unreleased: str | None = None
    missing: list[Lacking] = []
    retired_on: date | None = None


class Modules(BaseModel):
    items: list[ModuleLine]
    next: str | None = None


class ModulePart(BaseModel):
    number: int
    title: str
    minutes: int


class Contributor(BaseModel):
    participant_id: str | None = None
    role: str
    contribution: str


class SignOff(BaseModel):
    participant_id: str | None = None
    role: str
    wrote_it: bool
    recorded_by: str
    signed_on: date


class ModuleVersion(BaseModel):
    number: int
    state: str
    title: str
    outline: str
    outcomes: list[str]
    parts: list[ModulePart]
    minutes: int
    contributors: list[Contributor]
    sign_offs: list[SignOff]
    missing: list[Lacking]
    released_on: date | None = None


class Module(ModuleLine):
    """A module with its versions, and the version of the whole that was seen."""

    version: str = ""
    versions: list[ModuleVersion]

    def number(self, wanted: int | None) -> ModuleVersion | None:
        """The version with this number, or the last one if none is asked for; None if there is none."""
        if wanted is None:
            return self.versions[-1] if self.versions else None
        return next((one for one in self.versions if one.number == wanted), None)


class ModulesClient:
    """Asks training about modules."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def page(self, caller: Caller, tenant: str, **query: str | int | None) -> Modules:
        """Modules, a page at a time."""
        return await self._client.read(Modules, caller, f"/v1/{tenant}/modules", **query)

    async def one(self, caller: Caller, tenant: str, module_id: str) -> Module:
        """One module."""
        return await self._client.seen(Module, caller, f"/v1/{tenant}/modules/{module_id}")

    async def draft(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Begins a module."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/modules", body, key=key)

    async def change(
        self,
        caller: Caller,
        tenant: str,
        module_id: str,
        method: str,
        what: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: str = "",
    ) -> str:
        """Changes one thing of a module or of a version of it."""
        path = f"/v1/{tenant}/modules/{module_id}{what}"
        return await self._client.change(caller, method, path, body, version=version)
