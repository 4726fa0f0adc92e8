"""Sessions of training, as far as the pages need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class SessionLine(BaseModel):
    """A session in a list."""

    id: str
    module_id: str
    module_version: int
    part: int
    title: str
    track: str
    college: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str | None = None
    link: str | None = None
    capacity: int
    free_places: int
    waiting: int
    paired: bool
    supports: list[str]


class SessionPage(BaseModel):
    items: list[SessionLine]
    next: str | None = None


class Facilitator(BaseModel):
    participant_id: str | None = None
    role: str


class Enrolment(BaseModel):
    """One person in a session; ``position`` is their place in the queue, from 1."""

    participant_id: str
    role: str
    status: str
    position: int | None = None
    enrolled_on: date
    out_of_turn: bool
    reason: str | None = None
    withdrawal: str | None = None
    attendance: str | None = None
    barrier: str | None = None


class Session(SessionLine):
    """A session with everybody in it: those with a place, the queue in its order, those who withdrew."""

    version: str = ""
    held_places: int
    release_days: int
    held_until: date
    facilitators: list[Facilitator]
    enrolments: list[Enrolment]

    def having(self, status: str) -> Sequence[Enrolment]:
        """Those of whom this became, in their order."""
        return [one for one in self.enrolments if one.status == status]

    def of(self, person_id: str) -> Enrolment | None:
        """What became of one person; None if they never asked for a place."""
        return next((one for one in self.enrolments if one.participant_id == person_id), None)


class Turn(BaseModel):
    """What became of a wish for a place."""

    status: str
    position: int | None = None


class SessionsClient:
    """Asks training about sessions."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def page(self, caller: Caller, tenant: str, **query: str | int | None) -> SessionPage:
        """Sessions by day, a page at a time."""
        return await self._client.read(SessionPage, caller, f"/v1/{tenant}/sessions", **query)

    async def one(self, caller: Caller, tenant: str, session_id: str) -> Session:
        """One session."""
        return await self._client.seen(Session, caller, f"/v1/{tenant}/sessions/{session_id}")

    async def schedule(self, caller: Caller, tenant: str, body: Mapping[str, Any], key: str) -> str:
        """Plans a session."""
        return await self._client.change(caller, "POST", f"/v1/{tenant}/sessions", body, key=key)

    async def change(
        self,
        caller: Caller,
        tenant: str,
        session_id: str,
        method: str,
        what: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: str = "",
    ) -> str:
        """Changes one thing of a session."""
        path = f"/v1/{tenant}/sessions/{session_id}{what}"
        return await self._client.change(caller, method, path, body, version=version)

    async def turn(
        self,
        caller: Caller,
        tenant: str,
        session_id: str,
        person_id: str,
        reason: str | None = None,
    ) -> tuple[Turn, str]:
        """Asks for a place for somebody; with a reason, one before all others who wait.

        Returns:
            what became of it, and the event by which that is followed.
        """
        path = f"/v1/{tenant}/sessions/{session_id}/enrolments/{person_id}"
        if reason is None:
            answer = await self._client.ask(caller, "PUT", path)
        else:
            answer = await self._client.ask(caller, "POST", f"{path}/promotion", body={"reason": reason})
        return self._client.understood(Turn, answer), answer.headers.get("Levelfield-Event", "")
