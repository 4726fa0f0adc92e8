"""Whom somebody mentors and who mentors them, over HTTP, for themselves alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.registration.api.paths import ParticipantId
from services.registration.api.wiring import Wiring
from services.registration.queries.read_mentoring import Introduced, MentoringPart, read_mentoring
from shared.web.access import TenantId, allow
from shared.web.paging import Page, PageQuery, encode_cursor

_LINE: dict[str, Any] = {
    "mentorship_id": "01993c7a-0e42-7c9b-a5d8-2b8f0f6f3d10",
    "participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
    "part": "mentor",
    "name": "Example Person (invented)",
}


class MentoringLine(BaseModel):
    """A mentorship that is under way, and who the other of the two is."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    mentorship_id: str
    participant_id: str = Field(description="The other's.")
    part: MentoringPart = Field(description="What the other is in it.")
    name: str = Field(description="The other's.")

    @classmethod
    def of(cls, one: Introduced) -> MentoringLine:
        """As it is told to one of the two."""
        return cls(
            mentorship_id=one.paired.mentorship_id,
            participant_id=one.paired.other_id,
            part=one.paired.part,
            name=one.name,
        )


def mentoring_router(wiring: Wiring) -> APIRouter:
    """The route of the names."""
    router = APIRouter(prefix="/v1/{tenant}/participants/{participant_id}", tags=["participants"])

    # No lead, who has the names anyway, and no other member: whoever agreed is introduced to each other.
    @router.get("/mentoring", dependencies=[allow("member", own_record="participant_id")])
    async def mentoring(
        tenant: TenantId, participant_id: ParticipantId, page: PageQuery
    ) -> Page[MentoringLine]:
        """Lists the mentorships under way of the person who asks, with the name of the other of the two."""
        after = page.after_as(str)
        told, following = await read_mentoring(
            tenant,
            participant_id,
            page.limit,
            str(after[0]) if after else "",
            wiring.mentorships(tenant),
            wiring.participants(tenant),
            wiring.vault,
        )
        return Page(
            items=[MentoringLine.of(one) for one in told],
            next=encode_cursor(following) if following else None,
        )

    return router
