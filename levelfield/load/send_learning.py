"""Modules, sessions with who was there, and mentors."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from levelfield.load.door import Door
from levelfield.load.files import Files, Mentoring, Module, Presence, Session
from levelfield.load.origin import Brought, brought_modules
from levelfield.load.plan import Known, Tick
from shared.contracts.training import Attendance


async def send_modules(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Drafts each that has not come along, tells who made it and who stands by it, and releases it.

    One that is released is left.
    """
    comes_along = any(module.comes_along for module in files.modules.values())
    brought: Mapping[str, Brought] = await brought_modules(door) if comes_along else {}

    async def one(name: str, module: Module) -> None:
        if module.comes_along:
            made = brought[name].id
        else:
            made = await door.create("training", "/modules", module.content, key=f"load module {name}")
        known.modules[name] = made
        shown = await door.ask("training", "GET", f"/modules/{made}")
        path = f"/modules/{made}/versions/1"
        if shown.json()["versions"][0]["state"] != "released":
            if module.comes_along:
                content = {**brought[name].content, **_differs(module)}
                headers = {"If-Match": shown.headers["etag"]}
                await door.ask("training", "PUT", path, content, headers=headers)
            await _make(door, path, module, known)
        tick()

    await asyncio.gather(*(one(name, module) for name, module in files.modules.items()))


def _differs(module: Module) -> dict[str, Any]:
    return {name: value for name, value in module.content.items() if name != "code"}


async def _make(door: Door, path: str, module: Module, known: Known) -> None:
    for email, contribution in module.contributors:
        who = known.people[email]
        await door.ask("training", "PUT", f"{path}/contributors/{who}/{contribution.value}")
    if module.released:
        await door.ask("training", "POST", f"{path}/review")
        for email in module.signed_off_by:
            await door.ask("training", "PUT", f"{path}/sign-offs/{known.people[email]}")
        await door.ask("training", "POST", f"{path}/release")


async def send_sessions(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Plans each session."""

    async def one(session: Session) -> None:
        body = {
            "module_id": known.modules[session.module],
            "module_version": 1,
            "part": session.part,
            "college": session.college,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "place": session.place,
            "capacity": session.capacity,
            "held_places": session.held_places,
            "facilitators": [known.people[email] for email in session.facilitators],
            "supports": [support.value for support in session.supports],
        }
        known.sessions[session.code] = await door.create(
            "training", "/sessions", body, key=f"load session {session.code}"
        )
        tick()

    await asyncio.gather(*(one(session) for session in files.sessions.values()))


async def send_attendance(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Gives everybody their place, takes the registers, and closes the sessions, one after the other in their
    order: who has been at every part is noted as it happened."""
    by_session: defaultdict[str, list[Presence]] = defaultdict(list)
    for presence in files.attendance:
        by_session[presence.session].append(presence)
    codes = sorted(by_session, key=lambda code: files.sessions[code].starts_at)
    paths = {code: f"/sessions/{known.sessions[code]}" for code in codes}
    await asyncio.gather(*(_enrol(door, paths[code], by_session[code], known) for code in codes))
    for code in codes:
        await _hold(door, paths[code], by_session[code], known)
        for _ in by_session[code]:
            tick()


async def _enrol(door: Door, path: str, presences: Sequence[Presence], known: Known) -> None:
    if (await door.ask("training", "GET", path)).json()["state"] != "held":
        for one in presences:
            # In their order: who comes later may have to wait for a place.
            await door.ask("training", "PUT", f"{path}/enrolments/{known.people[one.email]}")


async def _hold(door: Door, path: str, presences: Sequence[Presence], known: Known) -> None:
    listed = [
        {"participant_id": known.people[one.email], "attendance": one.attendance.value}
        | ({"barrier": one.barrier.value} if one.attendance is Attendance.APOLOGIES and one.barrier else {})
        for one in presences
    ]
    await door.ask("training", "PUT", f"{path}/attendance", {"presences": listed})
    await door.ask("training", "POST", f"{path}/closure")


async def send_mentors(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Enters each offer, and who mentors whom: of each mentor in the order of the rows."""
    by_mentor: defaultdict[str, list[Mentoring]] = defaultdict(list)
    for told in files.mentors:
        by_mentor[told.mentor].append(told)

    async def one(rows: Sequence[Mentoring]) -> None:
        for told in rows:
            await _mentor(door, told, known)
            tick()

    await asyncio.gather(*(one(rows) for rows in by_mentor.values()))


async def _mentor(door: Door, told: Mentoring, known: Known) -> None:
    mentor = known.people[told.mentor]
    offer = {
        "participant_id": mentor,
        "topics": [topic.value for topic in told.topics],
        "capacity": told.capacity,
        "offered_on": told.offered_on.isoformat(),
    }
    there = await door.ask("training", "GET", f"/mentors/{mentor}", allowed=["not-found"])
    if there.status_code == 404:
        await door.create("training", "/mentors", offer, key=f"load mentor {told.mentor}")
    if not told.learner or told.started_on is None:
        return
    learner = known.people[told.learner]
    body = {
        "learner_id": learner,
        "topics": offer["topics"],
        "started_on": told.started_on.isoformat(),
    }
    path = f"/mentors/{mentor}/mentorships"
    pair = f"{told.mentor} {told.learner} {told.started_on}"
    begun = await door.create("training", path, body, key=f"load mentorship {pair}")
    for day, minutes in told.met:
        meeting = {"held_on": day.isoformat(), "minutes": minutes}
        await door.create("training", f"{path}/{begun}/sessions", meeting, key=f"load met {pair} {day}")
