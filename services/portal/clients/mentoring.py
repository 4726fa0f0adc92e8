"""Mentors, mentorships and offers of help, as far as the pages need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class Load(BaseModel):
    """How many people a mentor has, and would have at most."""

    active: int
    capacity: int


class Mentor(BaseModel):
    id: str
    organisation: str | None = None
    topics: list[str]
    load: Load
    offered_on: date


class Mentors(BaseModel):
    items: list[Mentor]
    next: str | None = None


class Met(BaseModel):
    held_on: date
    minutes: int


class Mentorship(BaseModel):
    id: str
    mentor_id: str
    learner_id: str
    topics: list[str]
    started_on: date
    sessions: list[Met]
    ended_on: date | None = None
    reason: str | None = None


class Mentorships(BaseModel):
    items: list[Mentorship]
    next: str | None = None


class MentorWithMentorships(Mentor):
    """A mentor with whom they mentor and have mentored."""

    version: str = ""
    mentorships: list[Mentorship]

    def mentorship(self, mentorship_id: str) -> Mentorship | None:
        """One of the mentorships; None if there is none of that id."""
        return next((one for one in self.mentorships if one.id == mentorship_id), None)


class Suggestion(BaseModel):
    """A mentor with a place free, and why they are suggested."""

    mentor_id: str
    sentence: str


class Suggestions(BaseModel):
    items: list[Suggestion]


class Offer(BaseModel):
    id: str
    participant_id: str
    offer: str
    module_id: str | None = None
    note: str | None = None
    made_on: date
    state: str
    message: str | None = None
    changed_on: date | None = None


class Offers(BaseModel):
    items: list[Offer]
    next: str | None = None


class MentoringClient:
    """Asks training about mentoring."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def mentors(self, caller: Caller, tenant: str, **query: str | int | None) -> Mentors:
        """Mentors, a page at a time."""
        return await self._client.read(Mentors, caller, f"/v1/{tenant}/mentors", **query)

    async def mentor(self, caller: Caller, tenant: str, mentor_id: str) -> MentorWithMentorships:
        """One mentor, with the version that was seen."""
        return await self._client.seen(MentorWithMentorships, caller, f"/v1/{tenant}/mentors/{mentor_id}")

    async def suggestions(
        self, caller: Caller, tenant: str, learner: str, topics: Sequence[str]
    ) -> Suggestions:
        """The best mentors for somebody who would like help with these topics."""
        asked = urlencode([("learner", learner), *(("topics", topic) for topic in topics)])
        path = f"/v1/{tenant}/mentors/suggestions?{asked}"
        return self._client.understood(Suggestions, await self._client.ask(caller, "GET", path))

    async def mentored(self, caller: Caller, tenant: str, learner: str) -> Mentorships:
        """Who mentors somebody, and who did."""
        path = f"/v1/{tenant}/people/{learner}/mentorships"
        return await self._client.read(Mentorships, caller, path, limit=50)

    async def offer(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Somebody offers to mentor."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/mentors", body, key=key)

    async def change(
        self,
        caller: Caller,
        tenant: str,
        mentor_id: str,
        method: str,
        what: str,
        body: Mapping[str, Any],
        *,
        key: str = "",
        version: str = "",
    ) -> str:
        """Changes one thing of a mentor: their terms, that a mentorship begins, goes on or ends."""
        path = f"/v1/{tenant}/mentors/{mentor_id}{what}"
        return await self._client.change(caller, method, path, body, key=key, version=version)


class OffersClient:
    """Asks training about offers of help."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def page(self, caller: Caller, tenant: str, **query: str | int | None) -> Offers:
        """Offers, a page at a time."""
        return await self._client.read(Offers, caller, f"/v1/{tenant}/offers", **query)

    async def one(self, caller: Caller, tenant: str, offer_id: str) -> Offer:
        """One offer."""
        return await self._client.read(Offer, caller, f"/v1/{tenant}/offers/{offer_id}")

    async def make(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Somebody offers to help."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/offers", body, key=key)

    async def answer(
        self, caller: Caller, tenant: str, offer_id: str, what: str, body: Mapping[str, Any] | None
    ) -> str:
        """Accepts or declines an offer, or says that it is done."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/offers/{offer_id}/{what}", body)
