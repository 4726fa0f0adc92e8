"""Mentoring and help, as somebody who takes part sees them: their own, and who could mentor them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Met(BaseModel):
    held_on: date
    minutes: int


class Mentorship(BaseModel):
    """Two people who meet. Training knows no names: ``OwnRecordClient.introduced`` has them."""

    id: str
    mentor_id: str
    topics: list[str]
    started_on: date
    sessions: list[Met]
    ended_on: date | None = None


class Mentorships(BaseModel):
    items: list[Mentorship] = []


class Load(BaseModel):
    active: int
    capacity: int


class Mentoring(BaseModel):
    """What they offer as a mentor, and whom they mentor."""

    version: str = ""
    topics: list[str]
    load: Load
    mentorships: list[Mentorship]


class Suggested(BaseModel):
    same_trust: bool
    shared_topics: list[str]
    load: Load


class Suggestions(BaseModel):
    items: list[Suggested] = []


class OwnOffer(BaseModel):
    offer: str
    note: str | None = None
    made_on: date
    state: str
    message: str | None = None


class OwnOffers(BaseModel):
    items: list[OwnOffer]
    next: str | None = None


class OwnMentoringClient:
    """Asks training about mentoring and offers on somebody's own behalf."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def mentors_of(self, caller: Caller, tenant: str, own: str) -> Mentorships:
        """Who mentors them, and who did."""
        return await self._client.read(
            Mentorships, caller, f"/v1/{tenant}/people/{own}/mentorships", limit=50
        )

    async def suggested(self, caller: Caller, tenant: str, topics: Sequence[str]) -> Suggestions:
        """Who could mentor them, and with which of these topics."""
        asked = urlencode([("topics", one) for one in topics])
        answer = await self._client.ask(caller, "GET", f"/v1/{tenant}/mentors/suggestions?{asked}")
        return self._client.understood(Suggestions, answer)

    async def as_mentor(self, caller: Caller, tenant: str, own: str) -> Mentoring:
        """What they offer themselves, with the version that was seen."""
        return await self._client.seen(Mentoring, caller, f"/v1/{tenant}/mentors/{own}")

    async def offer_to_mentor(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """They offer to mentor."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/mentors", body, key=key)

    async def change_terms(
        self, caller: Caller, tenant: str, own: str, body: Mapping[str, Any], version: str
    ) -> str:
        """They mentor on other terms from now on."""
        path = f"/v1/{tenant}/mentors/{own}/terms"
        return await self._client.change(caller, "PUT", path, body, version=version)

    async def note_meeting(
        self, caller: Caller, tenant: str, mentor: str, mentorship_id: str, body: Mapping[str, Any], key: str
    ) -> str:
        """The two have met."""
        path = f"/v1/{tenant}/mentors/{mentor}/mentorships/{mentorship_id}/sessions"
        return await self._client.change(caller, "POST", path, body, key=key)

    async def end(
        self, caller: Caller, tenant: str, mentor: str, mentorship_id: str, body: Mapping[str, Any]
    ) -> str:
        """It is over."""
        path = f"/v1/{tenant}/mentors/{mentor}/mentorships/{mentorship_id}/end"
        return await self._client.change(caller, "POST", path, body)

    async def offers(self, caller: Caller, tenant: str, cursor: str | None) -> OwnOffers:
        """What they have offered, a page at a time."""
        return await self._client.read(OwnOffers, caller, f"/v1/{tenant}/offers", limit=50, cursor=cursor)

    async def make_offer(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """They offer help."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/offers", body, key=key)
