"""A collaborative that begins from another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.clients.service import Caller, ServiceClient


class Spreading:
    """Asks registration to begin one."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def begin(self, caller: Caller, body: Mapping[str, Any]) -> str:
        """Begins a collaborative; the same again is the same. Gives the event."""
        return await self._client.change(caller, "POST", "/v1/collaboratives", body)
