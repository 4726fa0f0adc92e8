"""The whole of it: every file in its stage, and then until every service has applied every event."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from levelfield.installation import SERVICES
from levelfield.load.door import Door, LoadFailed
from levelfield.load.files import Files
from levelfield.load.origin import problems_with_origin
from levelfield.load.plan import Known, Step, Tick
from levelfield.load.problems import Problem
from levelfield.load.send_diagram import send_diagram
from levelfield.load.send_gatherings import send_influence, send_meetings
from levelfield.load.send_learning import send_attendance, send_mentors, send_modules, send_sessions
from levelfield.load.send_people import send_people
from levelfield.load.send_report import send_report
from levelfield.load.send_responses import send_responses

_EVENTS_IN_A_HEADER = 8
_READ_CHEAPLY: Mapping[str, str] = {
    "registration": "/participants?limit=1",
    "training": "/people?limit=1",
    "evaluation": "/influence?limit=1",
    "notifications": "/celebrations?limit=1",
}
"""What a lead may read at each service that follows others, to learn whether it has applied something."""

type Send = Callable[[Files, Door, Known, Tick], Awaitable[None]]


class NotRight(LoadFailed):
    """The files take for granted what does not come along from the origin; nothing was sent."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{one.file}, {one.column}: {one.sentence}" for one in problems))
        self.problems = problems


class Progress(Protocol):
    """Who is told how far it is."""

    def begin(self, file: str, rows: int) -> Tick:
        """A file is on its way; what is returned is called for each row that is through."""
        ...


def stages_of(files: Files, door: Door) -> list[list[Step]]:
    """What there is to do: stage by stage, because each needs those before; within a stage all at once."""
    known = Known()
    stages: Sequence[Sequence[tuple[str, int, Send]]] = (
        [("collaborative.yaml", 1, _begin)],
        [
            ("driver-diagram.yaml", 1 if files.diagram else 0, send_diagram),
            ("participants.csv", len(files.persons), send_people),
        ],
        [
            ("meetings.csv", len(files.meetings), send_meetings),
            ("modules.yaml", len(files.modules), send_modules),
            ("mentors.csv", len(files.mentors), send_mentors),
        ],
        [
            ("sessions.csv", len(files.sessions), send_sessions),
            ("influence.csv", len(files.influence), send_influence),
        ],
        [("attendance.csv", len(files.attendance), send_attendance)],
        [("responses.csv", len(files.responses), send_responses)],
        [("report.yaml", 1 if files.report else 0, send_report)],
    )

    def bound(send: Send) -> Callable[[Tick], Awaitable[None]]:
        return lambda tick: send(files, door, known, tick)

    return [[Step(name, rows, bound(send)) for name, rows, send in stage if rows] for stage in stages]


async def send_all(files: Files, door: Door, progress: Progress) -> None:
    """Sends everything, and returns once it has been applied everywhere.

    What comes along from another collaborative has done so before the files that build on it are sent: each
    service copies its part with the event that tells of it, and that has been applied.

    Raises:
        NotRight: something does not come along that the files build on; nothing was sent.
        LoadFailed: a service refused something, or did not answer.
    """
    if problems := await problems_with_origin(files, door):
        raise NotRight(problems)
    for stage in stages_of(files, door):
        await asyncio.gather(*(step.send(progress.begin(step.file, step.rows)) for step in stage))
        await _applied(door)


async def _begin(files: Files, door: Door, _: Known, tick: Tick) -> None:
    await door.begin(files.description)
    tick()


async def _applied(door: Door) -> None:
    """Waits until each service has applied what the others have told since the last time."""
    told = door.take_events()

    async def wait(service: str, events: Sequence[str]) -> None:
        await door.ask(service, "GET", _READ_CHEAPLY[service], after=events)

    waits: list[Awaitable[None]] = []
    for definition in SERVICES:
        for owner in definition.listens_to:
            events = told.get(owner, ())
            chunks = range(0, len(events), _EVENTS_IN_A_HEADER)
            waits += [wait(definition.name, events[at : at + _EVENTS_IN_A_HEADER]) for at in chunks]
    await asyncio.gather(*waits)
