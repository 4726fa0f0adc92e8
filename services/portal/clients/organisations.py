"""The organisations of a collaborative, with what they are."""

from __future__ import annotations

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient

COLLEGE = "recovery_college"


class Organisation(BaseModel):
    code: str
    name: str
    kind: str


class Organisations(BaseModel):
    organisations: list[Organisation]

    def names(self, kind: str = "") -> dict[str, str]:
        """Their names by their codes: of all, or of one kind."""
        return {one.code: one.name for one in self.organisations if kind in ("", one.kind)}


class OrganisationsClient:
    """Asks registration about organisations."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def all(self, caller: Caller, tenant: str) -> Organisations:
        """All of a collaborative's."""
        return await self._client.read(Organisations, caller, f"/v1/{tenant}/collaborative")
