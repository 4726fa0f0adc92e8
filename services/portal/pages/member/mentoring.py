"""My mentor, who could be one, and whom I mentor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.portal.clients.own_mentoring import (
    Mentoring,
    Mentorships,
    OwnMentoringClient,
    Suggestions,
)
from services.portal.clients.own_record import OwnRecordClient
from services.portal.clients.parts import part
from services.portal.clients.service import Caller
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.member_words import MY_TOPICS
from services.portal.web.problems import ServiceRefusal
from services.portal.wiring import Wiring
from shared.web.access import TenantId
from shared.web.forms import Form

_NOT_THERE_FOR_THEM = (404, 422)
Topics = Annotated[list[str] | None, Query(max_length=len(MY_TOPICS))]


def member_mentoring_router(wiring: Wiring) -> APIRouter:
    """The page, five questions."""
    router = APIRouter(prefix="/member/{tenant}/mentoring", include_in_schema=False)
    mentoring, record = (
        OwnMentoringClient(wiring.training),
        OwnRecordClient(wiring.registration.client),
    )

    @router.get("", dependencies=MEMBERS)
    async def page(request: Request, tenant: TenantId, own: OwnRecord, topics: Topics = None) -> Response:
        caller = wiring.caller(request, tenant)
        wanted = [one for one in topics or () if one in MY_TOPICS]
        mentors, suggested, mentor, way, introduced = await asyncio.gather(
            part(mentoring.mentors_of(caller, tenant, own)),
            part(_suggested(mentoring, caller, tenant, wanted or list(MY_TOPICS))),
            part(mentor_or_none(mentoring, caller, tenant, own)),
            part(record.way_into_q(caller, tenant, own)),
            part(record.introduced(caller, tenant, own)),
        )
        return wiring.pages.page(
            request,
            "member/mentoring.html",
            title="Mentoring",
            tenant=tenant,
            mentors=mentors,
            suggested=suggested,
            mentor=mentor,
            way=way,
            introduced=introduced,
            form=Form({"topics": wanted}),
        )

    return router


async def _suggested(
    mentoring: OwnMentoringClient, caller: Caller, tenant: str, topics: Sequence[str]
) -> Suggestions:
    """Nobody for those who do not take part, or not yet."""
    try:
        return await mentoring.suggested(caller, tenant, topics)
    except ServiceRefusal as refusal:
        if refusal.status not in _NOT_THERE_FOR_THEM:
            raise
        return Suggestions()


async def mentor_or_none(
    mentoring: OwnMentoringClient, caller: Caller, tenant: str, own: str
) -> Mentoring | None:
    """What they offer as a mentor; None for those who do not mentor."""
    try:
        return await mentoring.as_mentor(caller, tenant, own)
    except ServiceRefusal as refusal:
        if refusal.status != 404:
            raise
        return None


async def mentorships_of(
    mentoring: OwnMentoringClient, caller: Caller, tenant: str, own: str
) -> tuple[Mentorships, Mentoring | None]:
    """Those in which they learn, and what they offer as a mentor with those in which they mentor."""
    return await asyncio.gather(
        mentoring.mentors_of(caller, tenant, own), mentor_or_none(mentoring, caller, tenant, own)
    )
