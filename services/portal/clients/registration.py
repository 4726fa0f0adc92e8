"""Registration, as far as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import ANYBODY, Caller, ServiceClient

MOST_AT_ONCE = 200
"""How many people are looked up by one question; see the API."""


class Organisation(BaseModel):
    code: str
    name: str


class Collaborative(BaseModel):
    """A collaborative; to everybody it tells no organisations."""

    slug: str
    name: str
    specialty: str
    region: str
    archived_on: date | None = None
    organisations: list[Organisation] = []


class Collaboratives(BaseModel):
    items: list[Collaborative]
    next: str | None = None


class PersonLine(BaseModel):
    """Somebody in a list; without a name once erased."""

    id: str
    state: str
    role: str
    organisation: str | None = None
    joined_on: date | None = None
    name: str | None = None
    email: str | None = None


class People(BaseModel):
    items: list[PersonLine]
    next: str | None = None


class Consent(BaseModel):
    given: bool
    recorded_by: str
    changed_on: date


class Person(PersonLine):
    """Somebody, as they and their lead see them."""

    version: str = ""
    cohort: str | None = None
    qi_experience: str
    channel: str
    consents: dict[str, Consent]
    phone: str | None = None
    access_needs: str | None = None
    support_needs: list[str] = []


class Meeting(BaseModel):
    id: str
    kind: str
    status: str
    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    link: str | None = None
    invited: int
    share: float | None = None


class Meetings(BaseModel):
    items: list[Meeting]
    next: str | None = None


class AttendanceLine(BaseModel):
    """How it stands with one person; ``status`` is None while nothing is noted."""

    participant_id: str
    status: str | None = None
    barrier: str | None = None
    role: str | None = None


class Register(BaseModel):
    version: str = ""
    invited: list[str]
    entries: list[AttendanceLine]


class Registration:
    """Asks registration."""

    def __init__(self, client: ServiceClient) -> None:
        self.client = client

    async def known_to_everybody(self, cursor: str | None) -> Collaboratives:
        """All collaboratives, a page at a time."""
        return await self.client.read(
            Collaboratives, ANYBODY, "/v1/public/collaboratives", limit=100, cursor=cursor
        )

    async def shown_to_everybody(self, tenant: str) -> Collaborative:
        """One collaborative, as everybody sees it."""
        return await self.client.read(Collaborative, ANYBODY, f"/v1/{tenant}/public/collaborative")

    async def mine(self, caller: Caller) -> Collaboratives:
        """Those in which the caller has a role."""
        return await self.client.read(Collaboratives, caller, "/v1/collaboratives", limit=100)

    async def collaborative(self, caller: Caller, tenant: str) -> Collaborative:
        """The collaborative, as those in it see it."""
        return await self.client.read(Collaborative, caller, f"/v1/{tenant}/collaborative")

    async def people(self, caller: Caller, tenant: str, **query: str | int | None) -> People:
        """People, a page at a time."""
        return await self.client.read(People, caller, f"/v1/{tenant}/participants", **query)

    async def find(self, caller: Caller, tenant: str, email: str) -> People:
        """Whoever has this address."""
        path = f"/v1/{tenant}/participants/search"
        return self.client.understood(
            People, await self.client.ask(caller, "POST", path, body={"email": email})
        )

    async def look_up(self, caller: Caller, tenant: str, ids: Sequence[str]) -> dict[str, PersonLine]:
        """The lines of up to ``MOST_AT_ONCE`` people, by their ids."""
        if not ids:
            return {}
        path = f"/v1/{tenant}/participants/lookup"
        asked = {"participants": list(ids[:MOST_AT_ONCE])}
        found = self.client.understood(People, await self.client.ask(caller, "POST", path, body=asked))
        return {one.id: one for one in found.items}

    async def person(self, caller: Caller, tenant: str, person_id: str) -> Person:
        """One person, with the version that was seen."""
        return await self.client.seen(Person, caller, f"/v1/{tenant}/participants/{person_id}")

    async def everything(self, caller: Caller, tenant: str, person_id: str) -> bytes:
        """All that is held about somebody, as JSON."""
        return (await self.client.get(caller, f"/v1/{tenant}/participants/{person_id}/everything")).content

    async def invite(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Asks somebody to take part."""
        path = f"/v1/{tenant}/participants/invitations"
        return await self.client.change(caller, "POST", path, body, key=key)

    async def change_person(
        self,
        caller: Caller,
        tenant: str,
        person_id: str,
        method: str,
        what: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: str = "",
    ) -> str:
        """Changes one thing of a person: their details, a consent, that they leave."""
        path = f"/v1/{tenant}/participants/{person_id}{what}"
        return await self.client.change(caller, method, path, body, version=version)

    async def meetings(self, caller: Caller, tenant: str, **query: str | int | None) -> Meetings:
        """Meetings by day, a page at a time."""
        return await self.client.read(Meetings, caller, f"/v1/{tenant}/meetings", **query)

    async def meeting(self, caller: Caller, tenant: str, meeting_id: str) -> Meeting:
        """One meeting."""
        return await self.client.read(Meeting, caller, f"/v1/{tenant}/meetings/{meeting_id}")

    async def schedule(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Plans a meeting."""
        return await self.client.change(caller, "POST", f"/v1/{tenant}/meetings", body, key=key)

    async def register(self, caller: Caller, tenant: str, meeting_id: str) -> Register:
        """Who is invited and how it stands with each, with the version that was seen."""
        return await self.client.seen(Register, caller, f"/v1/{tenant}/meetings/{meeting_id}/attendance")

    async def change_meeting(
        self,
        caller: Caller,
        tenant: str,
        meeting_id: str,
        method: str,
        what: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: str = "",
    ) -> str:
        """Changes one thing of a meeting: who is invited, who came, that it was held."""
        path = f"/v1/{tenant}/meetings/{meeting_id}{what}"
        return await self.client.change(caller, method, path, body, version=version)
