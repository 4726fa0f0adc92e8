"""A collaborative of a test's own: people who join it through registration, and the door of training."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.contracts.event import Event
from tests.support.backbone import publish, record_of, settings_for
from tests.support.collaboratives import collaborative
from tests.support.services import Installation, person


class Collaborative:
    """Calls both services as its lead, unless told who else."""

    def __init__(self, site: Installation, http: httpx.AsyncClient, label: str) -> None:
        self.tenant = tenant = f"{label}-{secrets.token_hex(4)}"
        self._site, self._http = site, http
        self.registration, self.training = (process.url for process in site.processes[:2])
        self.lead = site.issuer.headers("lead", tenant=tenant)
        self._joined = 0

    def member(self, participant: str) -> dict[str, str]:
        """The headers of a member who is this participant."""
        return self._site.issuer.headers("member", tenant=self.tenant, participant=participant)

    async def begin(self, **more: Any) -> str:
        """It begins with the five Trusts and their Recovery Colleges, and training knows them.

        Returns:
            The event.
        """
        address = f"{self.registration}/v1/collaboratives"
        told = await self._http.post(address, headers=self.lead, json=collaborative(self.tenant, **more))
        assert told.status_code == 201, told.text
        await self.applied(told.headers["levelfield-event"])
        return told.headers["levelfield-event"]

    async def has_organisations(self, trusts: Mapping[str, str]) -> None:
        """From now on it has these Trusts alone, by code and name."""
        address = f"{self.registration}/v1/{self.tenant}/collaborative"
        seen = await self._http.get(address, headers=self.lead)
        organisations = [{"code": code, "name": name, "kind": "trust"} for code, name in trusts.items()]
        told = {name: seen.json()[name] for name in ("name", "specialty", "region")}
        amended = await self._http.put(
            address,
            headers=self.lead | {"If-Match": seen.headers["etag"]},
            json=told | {"organisations": organisations},
        )
        assert amended.status_code == 204, amended.text
        await self.applied(amended.headers["levelfield-event"])

    async def joins(
        self, role: str = "carer", *, of: str | None = None, in_q: bool = False, **more: Any
    ) -> str:
        """Somebody joins, perhaps as a member of Q, and training knows them; returns their id."""
        self._joined += 1
        body = person(f"{self.tenant}-{self._joined}", role=role, organisation=of, **more)
        address = f"{self.registration}/v1/{self.tenant}/participants"
        told = await self._http.post(address, headers=self.lead, json=body)
        assert told.status_code == 201, told.text
        participant = str(told.json()["id"])
        if in_q:
            journey = f"{address}/{participant}/q-journey"
            told = await self._http.put(journey, headers=self.lead, json={"journey": "member"})
            assert told.status_code == 204, told.text
        await self.applied(told.headers["levelfield-event"])
        return participant

    async def leaves(self, participant: str) -> str:
        """Somebody leaves, and training has acted on it; returns the event."""
        address = f"{self.registration}/v1/{self.tenant}/participants/{participant}/departure"
        told = await self._http.post(address, headers=self.lead, json={"reason": "moved"})
        assert told.status_code == 204, told.text
        await self.applied(told.headers["levelfield-event"])
        return told.headers["levelfield-event"]

    async def is_erased(self, participant: str) -> str:
        """Somebody is forgotten, and training has acted on it; returns the event."""
        address = f"{self.registration}/v1/{self.tenant}/participants/{participant}"
        told = await self._http.delete(address, headers=self.lead)
        assert told.status_code == 204, told.text
        await self.applied(told.headers["levelfield-event"])
        return told.headers["levelfield-event"]

    async def ends(self) -> None:
        """It is archived, and training knows."""
        address = f"{self.registration}/v1/{self.tenant}/collaborative/archive"
        told = await self._http.post(address, headers=self.lead)
        assert told.status_code == 204, told.text
        await self.applied(told.headers["levelfield-event"])

    async def tell_again(self, event: Event, aggregate_id: str, sequence: int) -> None:
        """Publishes an event of registration or training, as a rule once more."""
        settings = settings_for(self._site.parts, self._site.namespace)
        record = record_of(event, aggregate_id, sequence, tenant=self.tenant)
        await publish(settings, [record], owner=event.owner)

    async def applied(self, event: str) -> None:
        """Waits until training has applied an event."""
        address = f"{self.training}/v1/{self.tenant}/people"
        told = await self._http.get(
            address, headers=self.lead | {"Levelfield-After": event}, params={"limit": 1}
        )
        assert told.status_code == 200, told.text

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: dict[str, str] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Asks training; names of headers have underscores."""
        sent = (by or self.lead) | {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"{self.training}/v1/{self.tenant}{path}"
        return await self._http.request(method, address, headers=sent, json=body)

    async def made(self, path: str, body: Any, **how: Any) -> str:
        """Makes something in training; returns its id."""
        told = await self("POST", path, body, **how)
        assert told.status_code == 201, told.text
        return str(told.json()["id"])

    async def read(self, path: str, **how: Any) -> Any:
        """Reads something of training."""
        told = await self("GET", path, **how)
        assert told.status_code == 200, told.text
        return told.json()

    async def done(self, method: str, path: str, body: Any = None, **how: Any) -> None:
        """Has training do something that it must not refuse."""
        told = await self(method, path, body, **how)
        assert told.is_success, told.text

    async def released(self, track: str, parts: int, *, carer: str, professional: str) -> str:
        """A module whose first version is released, made by these two; returns its id."""
        self._joined += 1
        content = {
            "code": f"M-{self._joined}",
            "track": track,
            "audience": "everyone",
            "title": "Measuring, together",
            "parts": [{"title": f"Part {number}", "minutes": 90} for number in range(1, parts + 1)],
        }
        module = await self.made("/modules", content)
        version = f"/modules/{module}/versions/1"
        await self.done("PUT", f"{version}/contributors/{professional}/write")
        await self.done("PUT", f"{version}/contributors/{carer}/test")
        await self.done("POST", f"{version}/review")
        for signer in (carer, professional):
            await self.done("PUT", f"{version}/sign-offs/{signer}")
        await self.done("POST", f"{version}/release")
        return module

    async def session(self, module: str, begin: datetime, facilitators: list[str], **more: Any) -> str:
        """A session of two hours; returns its id."""
        plan = {
            "module_id": module,
            "module_version": 1,
            "part": 1,
            "college": "BRC",
            "starts_at": begin.isoformat(),
            "ends_at": (begin + timedelta(hours=2)).isoformat(),
            "place": "Room 3, Lanyon",
            "capacity": 12,
            "facilitators": facilitators,
        }
        return await self.made("/sessions", plan | more)

    async def held(self, session: str, attendance: Mapping[str, str]) -> None:
        """It took place, with these people there, or not."""
        presences: list[dict[str, Any]] = []
        for who, how in attendance.items():
            await self.done("PUT", f"/sessions/{session}/enrolments/{who}")
            barrier = {"barrier": "timing"} if how == "apologies" else {}
            presences.append({"participant_id": who, "attendance": how} | barrier)
        await self.done("PUT", f"/sessions/{session}/attendance", {"presences": presences})
        await self.done("POST", f"/sessions/{session}/closure")
