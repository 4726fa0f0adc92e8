"""The door of registration, for whoever knocks in a test."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.services import Installation, Running, person


class Door:
    """Registration, for somebody with a token; ``more`` as for ``Issuer.token``."""

    def __init__(
        self,
        site: Installation,
        registration: Running,
        http: httpx.AsyncClient,
        *roles: str,
        tenant: str,
        **more: Any,
    ) -> None:
        self._http, self._url = http, registration.url
        self._headers = site.issuer.headers(*roles, tenant=tenant, **more)

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._http.request(method, f"{self._url}/v1{path}", headers=sent, json=body)


async def people(lead: Door, tenant: str, *labels: str, **more: Any) -> dict[str, str]:
    """The ids, by label, of invented people who have just joined."""
    ids: dict[str, str] = {}
    for label in labels:
        joined = await lead("POST", f"/{tenant}/participants", person(label, **more))
        assert joined.status_code == 201, joined.text
        ids[label] = joined.json()["id"]
    return ids
