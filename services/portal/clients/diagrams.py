"""The driver diagram, as far as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Box(BaseModel):
    """A box of the diagram, and the codes of the measures that would show it."""

    text: str
    measures: list[str] = []


class Secondary(Box):
    ideas: list[Box] = []


class Primary(Box):
    secondary: list[Secondary] = []


class Drawing(BaseModel):
    """What a diagram says: the aim, what drives it, what drives that, what could be changed."""

    aim: str
    measures: list[str] = []
    primary: list[Primary] = []


class Diagram(BaseModel):
    """What the diagram says, or has said once; ``number`` counts that from 1."""

    version: str = ""
    number: int
    drawn_on: date
    drawing: Drawing
    origin: str | None = None


class DiagramClient:
    """Asks evaluation about the driver diagram."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def now(self, caller: Caller, tenant: str) -> Diagram:
        """What it says now, with the version that was seen."""
        return await self._client.seen(Diagram, caller, f"/v1/{tenant}/driver-diagram")

    async def once(self, caller: Caller, tenant: str, number: int) -> Diagram:
        """What it said once."""
        return await self._client.read(Diagram, caller, f"/v1/{tenant}/driver-diagram/versions/{number}")

    async def picture(self, caller: Caller, tenant: str, number: int) -> str:
        """The same as a picture, an SVG document."""
        path = f"/v1/{tenant}/driver-diagram/versions/{number}.svg"
        return (await self._client.get(caller, path)).text

    async def draw(self, caller: Caller, tenant: str, body: Mapping[str, Any], version: str) -> str:
        """Draws it, or makes a new version of what was seen as ``version``."""
        method = "PUT" if version else "POST"
        return await self._client.change(
            caller, method, f"/v1/{tenant}/driver-diagram", body, version=version
        )
