"""Where people contribute, by name: meetings, which registration knows, and modules, which training knows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import BaseModel

from services.portal.clients.parts import or_nothing
from services.portal.clients.registration import Meeting
from services.portal.clients.service import Caller
from services.portal.web.words import MEETING_KINDS, spoken
from services.portal.wiring import Wiring
from shared.contracts.evaluation import InfluencePlace

_MOST = 200
_LATELY = timedelta(days=365)
"""Of a collaborative with more meetings than can be listed, the list has those of the last year."""


class _Module(BaseModel):
    id: str
    title: str


class _Modules(BaseModel):
    items: list[_Module]


async def choices(wiring: Wiring, caller: Caller, tenant: str, today: date) -> dict[str, str]:
    """Meetings up to today, the latest first, and modules, by what a form sends.

    Three questions at the most.
    """
    meetings, modules = await asyncio.gather(
        _meetings(wiring, caller, tenant, today),
        wiring.training.read(_Modules, caller, f"/v1/{tenant}/modules", limit=_MOST),
    )
    listed = [one for one in reversed(meetings) if one.status != "cancelled"]
    found = {f"{InfluencePlace.MEETING}/{one.id}": _said(one) for one in listed}
    return found | {f"{InfluencePlace.MODULE}/{one.id}": f"Module: {one.title}" for one in modules.items}


async def _meetings(wiring: Wiring, caller: Caller, tenant: str, today: date) -> Sequence[Meeting]:
    until: dict[str, str | int] = {"to": today.isoformat(), "limit": _MOST}
    found = await wiring.registration.meetings(caller, tenant, **until)
    if found.next is not None:
        since = (today - _LATELY).isoformat()
        found = await wiring.registration.meetings(caller, tenant, from_=since, **until)
    return found.items


async def name_of(wiring: Wiring, caller: Caller, tenant: str, place: str, place_id: str) -> str:
    """What a meeting or a module is called, by one question; empty if it is not there any more."""
    if place == InfluencePlace.MEETING:
        return await or_nothing(_meeting(wiring, caller, tenant, place_id), "")
    return await or_nothing(_module(wiring, caller, tenant, place_id), "")


async def _meeting(wiring: Wiring, caller: Caller, tenant: str, meeting_id: str) -> str:
    return _said(await wiring.registration.meeting(caller, tenant, meeting_id))


async def _module(wiring: Wiring, caller: Caller, tenant: str, module_id: str) -> str:
    path = f"/v1/{tenant}/modules/{module_id}"
    return f"Module: {(await wiring.training.read(_Module, caller, path)).title}"


def _said(meeting: Meeting) -> str:
    return f"{MEETING_KINDS[meeting.kind]}, {spoken(meeting.day)}"
