"""Meetings as counts, and what was said at them or on modules, and what became of that."""

from __future__ import annotations

import asyncio
from typing import Any

from levelfield.load.door import Door
from levelfield.load.files import Files, Influence, Meeting
from levelfield.load.plan import Known, Tick
from shared.contracts.evaluation import InfluencePlace


async def send_meetings(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Enters each as held."""

    async def one(meeting: Meeting) -> None:
        day, kind = meeting.held_on.isoformat(), meeting.kind.value
        counts = {
            "attended": {role.value: count for role, count in meeting.attended.items() if count},
            "apologies": [
                {"barrier": barrier.value, "role": role.value, "count": count}
                for barrier, role, count in meeting.apologies
            ],
        }
        body = {"kind": kind, "held_on": day, "counts": counts, "supports": _values(meeting.supports)}
        made = await door.create("registration", "/meetings/held", body, key=f"load meeting {kind} {day}")
        known.meetings.setdefault(day, made)
        tick()

    await asyncio.gather(*(one(meeting) for meeting in files.meetings))


async def send_influence(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Enters each contribution, and its answer if there is one."""

    async def one(number: int, told: Influence) -> None:
        at_meeting = told.place is InfluencePlace.MEETING
        body = {
            "role": told.role.value,
            "place": told.place.value,
            "place_id": known.meetings[told.at] if at_meeting else known.modules[told.at],
            "hoped": told.hoped,
            "recorded_on": told.recorded_on.isoformat(),
        }
        made = await door.create("evaluation", "/influence", body, key=f"load influence {number}")
        if told.outcome is not None:
            await _answer(door, f"/influence/{made}", told)
        tick()

    await asyncio.gather(*(one(number, told) for number, told in enumerate(files.influence, start=1)))


async def _answer(door: Door, path: str, told: Influence) -> None:
    seen = await door.ask("evaluation", "GET", path)
    answer = {
        "outcome": told.outcome.value if told.outcome else None,
        "reason": told.reason or None,
        "changed": told.changed or None,
        "matters": told.matters or None,
        "standards": _values(told.standards),
        "resolved_on": told.resolved_on.isoformat() if told.resolved_on else None,
    }
    headers = {"If-Match": seen.headers["etag"]}
    await door.ask("evaluation", "PUT", f"{path}/resolution", answer, headers=headers)


def _values(words: Any) -> list[str]:
    return [word.value for word in words]
