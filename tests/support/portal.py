"""The portal as a process on top of its services, and visitors who have no browser.

A visitor keeps cookies as a browser does, signs in through the development issuer's own pages, and sends
forms with what a loaded page has in them.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from levelfield.local.plain_http import ask
from levelfield.local.ports import LOOPBACK, free_port
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.services import Installation, Running, installation, person, running_issuer

SERVICES = ("registration", "training", "evaluation", "notifications")
_SECONDS = 20.0


@dataclass
class PortalSite:
    """An installation with a portal."""

    site: Installation
    portal: Running

    def begin(self, tenant: str, **told: Any) -> None:
        """Begins a collaborative that wants three in ten in the room to have lived experience."""
        body = {
            "slug": tenant,
            "name": f"Collaborative {tenant} (invented)",
            "specialty": "mental health",
            "region": "Northern Ireland",
            "organisations": [{"code": "BHSCT", "name": "Belfast Trust", "kind": "trust"}],
            "aims": [{"measure": "representation", "target": 0.3, "by": "2099-12-31"}],
        }
        self.ask("registration", "POST", "/v1/collaboratives", "lead", tenant=tenant, body=body | told)

    def joined(self, tenant: str, label: str, **more: Any) -> str:
        """Somebody invented who takes part; gives the id."""
        path = f"/v1/{tenant}/participants"
        answer = self.ask("registration", "POST", path, "lead", tenant=tenant, body=person(label, **more))
        return answer.json()["id"]

    def ask(
        self,
        service: str,
        method: str,
        path: str,
        *roles: str,
        tenant: str,
        body: Any = None,
        after: str = "",
        **claims: str,
    ) -> httpx.Response:
        """Asks a service past the portal.

        Args:
            claims: what else the token says, such as ``participant``.
        """
        url = self.site.processes[SERVICES.index(service)].url
        headers = self.site.issuer.headers(*roles, tenant=tenant, **claims)
        headers |= {"Levelfield-After": after} if after else {}
        answer = ask(method, url + path, headers=headers, json=body, timeout=_SECONDS)
        assert answer.status_code < 300, answer.text
        return answer

    @contextmanager
    def away(self, service: str) -> Generator[None]:
        """While the block runs a service does not; then it is back in its place."""
        gone = self.site.processes[SERVICES.index(service)]
        gone.kill()
        try:
            yield
        finally:
            self.site.start(service, port=gone.port)

    def without_registration(self) -> Running:
        """Another portal for the same services, to which registration does not answer."""
        return self.site.start("portal", **_told(self.site.processes, f"http://{LOOPBACK}:{free_port()}"))

    def visitor(self) -> Visitor:
        """Somebody who has just come."""
        return Visitor(self.portal.url)


@contextmanager
def portal_site(parts: Parts, folder: Path) -> Generator[PortalSite]:
    """All services and the portal, while the block runs."""
    with (
        running_issuer(folder) as issuer,
        namespace_on(parts) as namespace,
        installation(parts, namespace, issuer, folder) as made,
    ):
        services = [made.launch(service) for service in SERVICES]
        portal = made.launch("portal", **_told(services, services[0].url))
        for process in (*services, portal):
            process.await_ready()
        yield PortalSite(made, portal)


def _told(services: Sequence[Running], registration: str) -> dict[str, Any]:
    """What a portal is told of the services, and where registration is."""
    return {
        "portal_key": b64encode(secrets.token_bytes(32)).decode(),
        "service_seconds": "15",
        "registration_url": registration,
        "training_url": services[1].url,
        "evaluation_url": services[2].url,
        "notifications_url": services[3].url,
    }


@dataclass
class Visitor:
    """Somebody with a browser that has no script, style or picture."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Loads a page, and goes where it sends one within the portal."""
        answer = self.request("GET", path, headers=headers)
        while answer.status_code == 303 and answer.headers["location"].startswith("/"):
            answer = self.request("GET", answer.headers["location"])
        return answer

    def request(self, method: str, address: str, **more: Any) -> httpx.Response:
        """One request; cookies go to and come from the portal alone."""
        ours = not address.startswith("http")
        sent = dict(more.pop("headers", {}))
        if ours and self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        where = f"{self.url}{address}" if ours else address
        answer = ask(method, where, headers=sent, timeout=_SECONDS, **more)
        for cookie in answer.headers.get_list("set-cookie") if ours else ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer

    def sign_in(self, persona: str, tenant: str, own: str = "", to: str = "/home") -> httpx.Response:
        """Through the issuer and back, to the first page."""
        away = self.request("GET", f"/sign-in?to={to}")
        wish = {
            name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()
        }
        issuer = away.headers["location"].partition("?")[0]
        chosen = self.request("POST", issuer, data=wish | {"persona": persona, "tenant": tenant, "own": own})
        assert chosen.status_code == 303, chosen.text
        back = urlsplit(chosen.headers["location"])
        return self.get(f"{back.path}?{back.query}")

    def send(self, page: str, to: str = "", **fields: Any) -> httpx.Response:
        """Loads a page, fills in its form, sends it, and goes on to where that leads."""
        loaded = self.get(page)
        hidden = {
            name: unescape(value)
            for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', loaded.text)
        }
        answer = self.request("POST", to or page, data=hidden | fields)
        return self.get(answer.headers["location"]) if answer.status_code == 303 else answer
