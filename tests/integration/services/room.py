"""Those who meet at evaluation in a test: a lead, and people who take part, each with their own token."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.services import Installation, person

SCRIPT = "<script>alert('x')</script>"


class Caller:
    """Somebody with a token in a collaborative, or without one."""

    def __init__(self, http: httpx.AsyncClient, url: str, headers: dict[str, str]) -> None:
        self._http, self._url, self._headers = http, url, headers

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._http.request(method, f"{self._url}{path}", headers=sent, json=body)

    async def made(self, path: str, body: Any) -> str:
        """The path of what this makes."""
        answer = await self("POST", path, body)
        assert answer.status_code == 201, answer.text
        return f"{path}/{answer.json()['id']}"


class Room:
    """A collaborative that has begun, at evaluation."""

    def __init__(self, site: Installation, http: httpx.AsyncClient, tenant: str) -> None:
        self._site, self._http, self.tenant = site, http, tenant
        site.begin(tenant)
        self._urls = {name: f"{site.processes[at].url}/v1/{tenant}" for at, name in ((0, "in"), (2, "here"))}

    def caller(self, *roles: str, **more: Any) -> Caller:
        """Whoever holds these roles; ``more`` as for ``Issuer.token``."""
        headers = self._site.issuer.headers(*roles, tenant=self.tenant, **more)
        return Caller(self._http, self._urls["here"], headers)

    def nobody(self) -> Caller:
        """Somebody without a token."""
        return Caller(self._http, self._urls["here"], {})

    async def member(self, label: str, role: str = "carer", **more: Any) -> Caller:
        """Somebody who has joined in this role and is known to evaluation, with their own token."""
        lead = Caller(self._http, self._urls["in"], self._site.issuer.headers("lead", tenant=self.tenant))
        body = person(f"{self.tenant}-{label}", role=role)
        if role == "professional":
            body["organisation"] = "BHSCT"
        joined = await lead("POST", "/participants", body)
        assert joined.status_code == 201, joined.text
        subject = f"{self.tenant}-{label}"
        caller = self.caller("member", participant=joined.json()["id"], subject=subject, **more)
        known = await caller("GET", "/influence", Levelfield_After=joined.headers["levelfield-event"])
        assert known.status_code == 200, known.text
        return caller
