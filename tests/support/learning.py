"""A collaborative with a Recovery College, as the pages of learning need it, made past the portal."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from levelfield.local.plain_http import ask
from tests.support.portal import SERVICES, PortalSite
from tests.support.services import INVENTED, person

_SECONDS = 20.0
_ORGANISATIONS = [
    {"code": "BHSCT", "name": "Belfast Trust", "kind": "trust"},
    {"code": "BRC", "name": "Belfast Recovery College", "kind": "recovery_college", "trust": "BHSCT"},
]


@dataclass
class Learning:
    """One collaborative on a site that has a portal."""

    site: PortalSite
    tenant: str
    people: dict[str, str] = field(default_factory=dict[str, str])
    """The records of those who were added, by their labels."""

    def begin(self) -> None:
        """Begins it."""
        self.site.begin(self.tenant, organisations=_ORGANISATIONS)

    def add(self, label: str, *, q: bool = False, **told: Any) -> str:
        """Somebody takes part, if asked as a member of Q, and training knows; gives the record."""
        path = f"/v1/{self.tenant}/participants"
        made = self._registration("POST", path, person(f"{self.tenant}.{label}", **told))
        record = self.people[label] = made.json()["id"]
        if q:
            made = self._registration("PUT", f"{path}/{record}/q-journey", {"journey": "member"})
        self._heard(f"/v1/{self.tenant}/people/{record}", made.headers["levelfield-event"])
        return record

    def name(self, label: str) -> str:
        """What somebody is called who was given no name of their own."""
        return f"{INVENTED} Example {self.tenant}.{label} (invented)"

    def email(self, label: str) -> str:
        """The address of somebody."""
        return f"{INVENTED.lower()}.{self.tenant}.{label}@example.org"

    def released(self, code: str, title: str, carer: str, professional: str) -> str:
        """A module of one part that one has written and both have signed; gives its record."""
        told = {"code": code, "track": "joint", "audience": "everyone", "title": title}
        parts = [{"title": "Listening", "minutes": 60}]
        path = f"/v1/{self.tenant}/modules"
        module = self.training("POST", path, told | {"parts": parts}).json()["id"]
        version = f"{path}/{module}/versions/1"
        self.training("PUT", f"{version}/contributors/{self.people[carer]}/write")
        self.training("POST", f"{version}/review")
        for one in (carer, professional):
            self.training("PUT", f"{version}/sign-offs/{self.people[one]}")
        self.training("POST", f"{version}/release")
        return module

    def begun(self, module: str, *facilitators: str, **told: Any) -> str:
        """A session of it that began yesterday, with five places; gives its record."""
        at = datetime.now(UTC) - timedelta(days=1)
        body = {
            "module_id": module,
            "module_version": 1,
            "part": 1,
            "college": "BRC",
            "starts_at": at.isoformat(),
            "ends_at": (at + timedelta(hours=1)).isoformat(),
            "link": "https://meet.example.org/invented",
            "capacity": 5,
            "facilitators": [self.people[one] for one in facilitators],
        }
        return self.training("POST", f"/v1/{self.tenant}/sessions", body | told).json()["id"]

    def training(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Asks training past the portal."""
        return self.site.ask("training", method, path, "lead", tenant=self.tenant, body=body)

    def _registration(self, method: str, path: str, body: Any) -> httpx.Response:
        return self.site.ask("registration", method, path, "lead", tenant=self.tenant, body=body)

    def _heard(self, path: str, after: str) -> None:
        """Waits until training has heard of a change."""
        url = self.site.site.processes[SERVICES.index("training")].url + path
        headers = self.site.site.issuer.headers("lead", tenant=self.tenant) | {"Levelfield-After": after}
        deadline = time.monotonic() + _SECONDS
        while True:
            answer = ask("GET", url, headers=headers, timeout=_SECONDS)
            if answer.status_code != 503 or time.monotonic() > deadline:
                break
        assert answer.is_success, answer.text
