"""Sessions, as somebody who takes part sees them: each with their own part in it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient

MOST = 100
"""How many sessions of one's own are asked for at once."""


class Outcome(BaseModel):
    """What became of the wish for a place."""

    status: str
    position: int | None = None


class OwnPart(BaseModel):
    """What they have to do with a session: whether they learn there or give it."""

    part: str
    status: str | None = None
    position: int | None = None

    @property
    def gives(self) -> bool:
        """Whether they give it."""
        return self.part == "giving"

    @property
    def has_place(self) -> bool:
        """Whether they are expected there."""
        return self.gives or self.status == "confirmed"


class OwnSession(BaseModel):
    """A session; ``own`` is None for those who have no part in it."""

    id: str
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str | None = None
    link: str | None = None
    free_places: int
    waiting: int
    supports: list[str] = []
    sequence: int
    own: OwnPart | None = None


class OwnSessions(BaseModel):
    items: list[OwnSession]
    next: str | None = None


class OwnSessionsClient:
    """Asks training about sessions on somebody's own behalf."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def to_come(self, caller: Caller, tenant: str, cursor: str | None) -> OwnSessions:
        """Those that are planned, a page at a time."""
        return await self._client.read(
            OwnSessions, caller, f"/v1/{tenant}/sessions", state="scheduled", limit=50, cursor=cursor
        )

    async def of(self, caller: Caller, tenant: str, part: str, since: date) -> OwnSessions:
        """Those in which they have this part, ``learning`` or ``giving``, from a day on."""
        return await self._client.read(
            OwnSessions,
            caller,
            f"/v1/{tenant}/sessions",
            own=part,
            state="scheduled",
            from_=since.isoformat(),
            limit=MOST,
        )

    async def one(self, caller: Caller, tenant: str, session_id: str) -> OwnSession:
        """One session."""
        return await self._client.read(OwnSession, caller, f"/v1/{tenant}/sessions/{session_id}")

    async def enrol(self, caller: Caller, tenant: str, session_id: str, own: str) -> tuple[Outcome, str]:
        """Asks for a place; what became of it, and the event by which that is followed."""
        path = f"/v1/{tenant}/sessions/{session_id}/enrolments/{own}"
        answer = await self._client.ask(caller, "PUT", path)
        return self._client.understood(Outcome, answer), answer.headers.get("Levelfield-Event", "")

    async def withdraw(self, caller: Caller, tenant: str, session_id: str, own: str) -> str:
        """Gives a place or a turn up."""
        path = f"/v1/{tenant}/sessions/{session_id}/enrolments/{own}"
        return await self._client.change(caller, "DELETE", path)
