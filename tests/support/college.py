"""A collaborative's trainings over HTTP: people whom registration has told of, modules, sessions.

Registration itself is not needed: what it would tell is put on its topic as it would be.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from shared.contracts.event import Event
from shared.contracts.registration import CollaborativeCreated, ParticipantJoined, Role
from shared.contracts.registry import CONTRACTS
from tests.support.backbone import publish, record_of, settings_for
from tests.support.records import records_in
from tests.support.services import Installation, eventually

CARER, SERVICE_USER, PROFESSIONAL = "carer", "service-user", "professional"
"""Three people whom every college knows."""

_WITHIN = 20.0


class College:
    """One tenant's trainings, through one replica of training or several in turn."""

    def __init__(self, site: Installation, http: httpx.AsyncClient, tenant: str, *urls: str) -> None:
        self.site, self.http, self.tenant = site, http, tenant
        self.urls = itertools.cycle(urls)
        self.lead = site.issuer.headers("lead", tenant=tenant)
        self._codes = itertools.count(1)
        self.sequences: dict[str, int] = {}
        """Of each of registration's aggregates, the last event that was told."""

        self.ids = {name: name for name in (CARER, SERVICE_USER, PROFESSIONAL)}
        """Under which ids the three are known; others than their names if registration itself is there."""

    async def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        as_: Mapping[str, str] | None = None,
        after: str = "",
        **headers: str,
    ) -> httpx.Response:
        """Calls a route of the tenant, as the lead unless told otherwise."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told |= {"Levelfield-After": after} if after else {}
        url = f"{next(self.urls)}/v1/{self.tenant}{path}"
        return await self.http.request(method, url, headers={**(as_ or self.lead), **told}, json=json)

    async def done(self, method: str, path: str, json: Any = None, **how: Any) -> httpx.Response:
        """The same, for what has to succeed.

        A client that behaves: told to come again it does so, within a bound, and a connection that is
        closed under it is no surprise. What is done here twice is done once.
        """
        deadline = time.monotonic() + _WITHIN
        while True:
            try:
                response = await self.call(method, path, json, **how)
            except (httpx.ReadError, httpx.RemoteProtocolError):
                if time.monotonic() > deadline:
                    raise
                continue
            if response.status_code != 503 or time.monotonic() > deadline:
                break
            await asyncio.sleep(float(response.headers["retry-after"]))
        assert response.is_success, response.text
        return response

    async def read(self, path: str, **how: Any) -> Any:
        return (await self.done("GET", path, **how)).json()

    def member(self, participant_id: str) -> dict[str, str]:
        """The header of a member's own token."""
        return self.site.issuer.headers("member", tenant=self.tenant, participant=participant_id)

    async def tell(self, told: Sequence[tuple[str, Event]], *, tenant: str = "", wait: bool = True) -> None:
        """Has registration tell of things, by their ids, and waits until training has heard it."""
        tenant = tenant or self.tenant
        records = [
            record_of(event, subject_id, self._next(f"{tenant}/{subject_id}"), tenant=tenant)
            for subject_id, event in told
        ]
        settings = settings_for(self.site.parts, self.site.namespace)
        await publish(settings, records, "registration")
        if wait:
            subject_id, event = told[-1]
            await self.heard(f"{event.aggregate}/{subject_id}", tenant)

    async def tell_again(self, subject_id: str, event: Event) -> None:
        """Has the last event of something delivered once more, and waits until training has passed it."""
        self.sequences[f"{self.tenant}/{subject_id}"] -= 1
        passing = f"passing-{next(self._codes)}"
        # Both go to the same partition, so whoever has heard of the second has met the first.
        await self.tell([(subject_id, event), (passing, joined(passing, Role.CARER))])

    def _next(self, name: str) -> int:
        self.sequences[name] = self.sequences.get(name, 0) + 1
        return self.sequences[name]

    async def heard(self, subject: str, tenant: str = "") -> None:
        """Waits until training has applied the last that was told of something."""
        tenant = tenant or self.tenant
        sequence = self.sequences[f"{tenant}/{subject.partition('/')[2]}"]
        lead = self.site.issuer.headers("lead", tenant=tenant)

        async def is_heard() -> bool:
            url = f"{next(self.urls)}/v1/{tenant}/people?limit=1"
            answer = await self.http.get(url, headers=lead | {"Levelfield-After": f"{subject}#{sequence}"})
            return answer.status_code == 200

        await eventually(is_heard, _WITHIN, "training hears of it")

    async def join(self, *people: tuple[str, Role]) -> None:
        """People join."""
        await self.tell([(person, joined(person, role)) for person, role in people])

    async def open(self) -> None:
        """The collaborative begins, with two Recovery Colleges, and the three whom each knows join."""
        three = ((CARER, Role.CARER), (SERVICE_USER, Role.SERVICE_USER), (PROFESSIONAL, Role.PROFESSIONAL))
        await self.tell(
            [(self.tenant, begun(self.tenant)), *((one, joined(one, role)) for one, role in three)]
        )

    async def drafted(self, parts: int = 1) -> str:
        """A module with a draft."""
        module = new_module(f"M-{next(self._codes)}", parts)
        return (await self.done("POST", "/modules", module, Idempotency_Key=module["code"])).json()["id"]

    async def signed(self, parts: int = 1) -> str:
        """A module whose first version is ready for its release."""
        module = await self.drafted(parts)
        version = f"/modules/{module}/versions/1"
        for who, what in ((CARER, "design"), (PROFESSIONAL, "write")):
            await self.done("PUT", f"{version}/contributors/{self.ids[who]}/{what}")
        await self.done("POST", f"{version}/review")
        for who in (SERVICE_USER, PROFESSIONAL):
            await self.done("PUT", f"{version}/sign-offs/{self.ids[who]}")
        return module

    async def released(self, parts: int = 1) -> str:
        """A module whose first version is released."""
        module = await self.signed(parts)
        await self.done("POST", f"/modules/{module}/versions/1/release")
        return module

    async def session(self, module: str, **more: Any) -> str:
        """A session of a module, in three weeks unless told otherwise."""
        key = f"session-{next(self._codes)}"
        body = new_session(module) | more
        return (await self.done("POST", "/sessions", body, Idempotency_Key=key)).json()["id"]

    async def past_session(self, module: str, days_ago: int = 1, **more: Any) -> str:
        """A session that has begun already."""
        return await self.session(module, **times(-days_ago), **more)

    async def told(self) -> dict[str, list[Event]]:
        """All that training has told of this tenant, by its subjects, each event once and in order."""
        topic = f"{self.site.namespace}-training.events.v1"
        told: dict[str, dict[int, Event]] = {}
        for record in await records_in(self.site, topic):
            headers = {name: value.decode() for name, value in record.headers}
            known = CONTRACTS.get(headers["ce_type"])
            if headers["ce_tenant"] == self.tenant and known is not None:
                event = known.model_validate_json(record.value or b"")
                told.setdefault(headers["ce_subject"], {})[int(headers["ce_sequence"])] = event
        for subject, events in told.items():
            assert sorted(events) == list(range(1, len(events) + 1)), f"{subject} has a gap"
        return {subject: [event for _, event in sorted(events.items())] for subject, events in told.items()}


def begun(tenant: str) -> CollaborativeCreated:
    colleges = [
        {"code": f"{code}RC", "name": f"{code} Recovery College", "kind": "recovery_college", "trust": code}
        for code in "BS"
    ]
    description = {"name": tenant, "specialty": "mental health", "region": "NI", "organisations": colleges}
    return CollaborativeCreated.model_validate(
        {"collaborative": tenant, "description": description, "created_on": "2018-01-05"}
    )


def joined(participant_id: str, role: Role) -> ParticipantJoined:
    organisation = "BHSCT" if role is Role.PROFESSIONAL else None
    return ParticipantJoined(
        participant_id=participant_id,
        role=role,
        organisation=organisation,
        cohort=None,
        joined_on=date(2018, 1, 5),
    )


def new_module(code: str, parts: int = 1) -> dict[str, Any]:
    """The body of a new module."""
    return {
        "code": code,
        "track": "quality_improvement",
        "audience": "everyone",
        "title": "Improvement science for everyone",
        "outline": "What improvement is.",
        "outcomes": ["Can read a run chart."],
        "parts": [{"title": f"Part {number}", "minutes": 90} for number in range(1, parts + 1)],
    }


def times(days: int) -> dict[str, str]:
    """The times of a session so many days from now."""
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    return {"starts_at": begin.isoformat(), "ends_at": (begin + timedelta(hours=2)).isoformat()}


def new_session(module: str) -> dict[str, Any]:
    """The body of a new session."""
    return {
        "module_id": module,
        "module_version": 1,
        "part": 1,
        "college": "BRC",
        "place": "Room 2",
        "capacity": 12,
        "held_places": 0,
        "release_days": 7,
        "facilitators": [CARER, PROFESSIONAL],
    } | times(21)
