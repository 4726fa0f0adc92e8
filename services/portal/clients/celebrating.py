"""What a celebration says and whom it names, and the rules by which celebrations come about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class NamedPerson(BaseModel):
    """Somebody who is celebrated by name, as it is shown."""

    participant_id: str
    name: str


class Draft(BaseModel):
    """A celebration as the lead edits it."""

    id: str
    version: str = ""
    title: str
    text: str
    named: list[NamedPerson]
    state: str


class Rule(BaseModel):
    on: bool
    needs_approval: bool


class Rules(BaseModel):
    """The rules, one for each kind of thing to celebrate."""

    version: str = ""
    module_released: Rule
    module_completed: Rule
    milestone_reached: Rule
    report_published: Rule
    smallest_cohort: int


class Celebrating:
    """Asks notifications about them."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def draft(self, caller: Caller, tenant: str, celebration_id: str) -> Draft:
        """One celebration, with the version that was seen."""
        return await self._client.seen(Draft, caller, f"/v1/{tenant}/celebrations/{celebration_id}")

    async def edit(
        self, caller: Caller, tenant: str, celebration_id: str, body: Mapping[str, Any], version: str
    ) -> str:
        """Says it in other words, and names people."""
        path = f"/v1/{tenant}/celebrations/{celebration_id}"
        return await self._client.change(caller, "PUT", path, body, version=version)

    async def rules(self, caller: Caller, tenant: str) -> Rules:
        """The rules, with the version that was seen."""
        return await self._client.seen(Rules, caller, f"/v1/{tenant}/celebration-rules")

    async def settle(self, caller: Caller, tenant: str, body: Mapping[str, Any], version: str) -> str:
        """Says what is celebrated from now on."""
        return await self._client.change(
            caller, "PUT", f"/v1/{tenant}/celebration-rules", body, version=version
        )
