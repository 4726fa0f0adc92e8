"""``modules.yaml``, ``sessions.csv``, ``attendance.csv``, ``mentors.csv``: learning made and given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from levelfield.load.cells import Row, day_in, rows_of
from levelfield.load.files import Files, Mentoring, Module, Presence, Session
from levelfield.load.problems import Problems
from shared.contracts.registration import Barrier, QJourney
from shared.contracts.training import (
    Attendance,
    Audience,
    Contribution,
    MentorTopic,
    SessionSupport,
    Track,
)

_MOST_PARTS = 20
_MET = re.compile(r"(\S+) (\d{1,3})")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    minutes: int = Field(ge=1, le=1_440)


class _Made(BaseModel):
    """Of a module, who made it and who stands by it."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=40)
    contributors: dict[str, list[Contribution]] = {}
    signed_off_by: list[str] = []
    state: Literal["draft", "released"] = "released"


class _Module(_Made):
    """A module as the file has it."""

    title: str = Field(min_length=1, max_length=200)
    track: Track
    audience: Audience
    outline: str = ""
    outcomes: list[str] = []
    parts: list[_Part] = Field(min_length=1)


class _ComesAlong(_Made):
    """A module that was made where the collaborative comes from, and what of its content differs here."""

    comes_along: Literal[True]
    title: str | None = Field(None, min_length=1, max_length=200)
    outline: str | None = None
    outcomes: list[str] | None = None
    parts: list[_Part] | None = Field(None, min_length=1)


_NOT_CONTENT = {"comes_along", "contributors", "signed_off_by", "state"}


def read_modules(path: Path, files: Files, problems: Problems) -> None:
    """Reads modules; the row of a problem is the place of the module in the file."""
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.add(path.name, 0, "", "This cannot be read as YAML.")
        return
    if not isinstance(told, list):
        problems.add(path.name, 0, "", "Give a list of modules, each with its code and title.")
        return
    for number, one in enumerate(cast("list[Any]", told), start=1):
        comes_along = isinstance(one, dict) and "comes_along" in one
        model = _ComesAlong if comes_along else _Module
        try:
            _add_module(model.model_validate(one), path.name, number, files, problems)
        except ValidationError as error:
            for wrong in error.errors(include_input=False, include_url=False):
                field = ".".join(str(step) for step in wrong["loc"])
                problems.add(path.name, number, field, f"{wrong['msg']}.")


def _add_module(
    told: _Module | _ComesAlong, file: str, number: int, files: Files, problems: Problems
) -> None:
    for email in (*told.contributors, *told.signed_off_by):
        if email.casefold() not in files.persons:
            problems.add(file, number, "people", "Nobody in participants.csv has one of these addresses.")
    if told.code.casefold() in files.modules:
        problems.add(file, number, "code", "A module above has this code.")
    comes_along = isinstance(told, _ComesAlong)
    if comes_along and not files.origin:
        problems.add(file, number, "comes_along", "Say in collaborative.yaml, as spread_from, from where.")
    files.modules[told.code.casefold()] = Module(
        number=number,
        code=told.code,
        comes_along=comes_along,
        content=told.model_dump(mode="json", exclude=_NOT_CONTENT, exclude_none=True),
        contributors=[(email.casefold(), how) for email, hows in told.contributors.items() for how in hows],
        signed_off_by=[email.casefold() for email in told.signed_off_by],
        released=told.state == "released",
    )


def read_sessions(path: Path, files: Files, problems: Problems) -> None:
    """Reads sessions; each is of one part of a released module."""
    needed = ("session", "module", "part", "college", "starts at", "ends at", "place", "capacity")
    for row in rows_of(path, needed, problems):
        code = row.text("session", 40).casefold()
        if code in files.sessions:
            row.wrong("session", "A row above has this code.")
        module = row.refers("module", files.modules, "module in modules.yaml")
        known = files.modules.get(module)
        capacity = row.number_of("capacity", 1, 500)
        files.sessions[code] = Session(
            row=row.number,
            code=code,
            module=module,
            part=row.number_of("part", 1, _parts_of(known)),
            college=row.text("college", 40),
            starts_at=row.moment("starts at"),
            ends_at=row.moment("ends at"),
            place=row.text("place", 200),
            capacity=capacity,
            held_places=row.number_of("held places", 0, capacity, 0),
            facilitators=list(_people(row, "facilitators", files)),
            supports=row.choices("supports", SessionSupport),
        )
        if files.sessions[code].ends_at <= files.sessions[code].starts_at:
            row.wrong("ends at", "The session ends after it starts.")
        if known and not known.released:
            row.wrong("module", "This module is not released, so there can be no session of it.")


def _parts_of(module: Module | None) -> int:
    """How many it has, or could have if that is not told here."""
    parts: list[Any] | None = module.content.get("parts") if module else None
    return _MOST_PARTS if parts is None else len(parts)


def _people(row: Row, column: str, files: Files) -> Iterator[str]:
    for told in row.several(column):
        if told.casefold() not in files.persons:
            row.wrong(column, "Nobody in participants.csv has one of these addresses.")
        yield told.casefold()


def read_attendance(path: Path, files: Files, problems: Problems) -> None:
    """Reads who was at which session."""
    seen: set[tuple[str, str]] = set()
    for row in rows_of(path, ("session", "email", "attendance"), problems):
        one = Presence(
            session=row.refers("session", files.sessions, "session in sessions.csv"),
            email=row.refers("email", files.persons, "person in participants.csv"),
            attendance=row.choice("attendance", Attendance),
            barrier=row.choice("barrier", Barrier) if row.maybe("barrier") else None,
        )
        if (one.attendance is Attendance.APOLOGIES) != (one.barrier is not None):
            row.wrong("barrier", "Say what kept them away if they sent apologies, and leave it empty if not.")
        if (one.session, one.email) in seen:
            row.wrong("email", "A row above tells of this person at this session.")
        seen.add((one.session, one.email))
        files.attendance.append(one)


def read_mentors(path: Path, files: Files, problems: Problems) -> None:
    """Reads mentors, a row for each person whom they mentor."""
    for row in rows_of(path, ("mentor", "topics", "capacity", "offered on"), problems):
        mentor = row.refers("mentor", files.persons, "person in participants.csv")
        person = files.persons.get(mentor)
        if person is not None and person.journey is not QJourney.MEMBER:
            row.wrong("mentor", "Mentors are members of Q: say so in participants.csv, under Q journey.")
        learner = row.maybe("learner")
        files.mentors.append(
            Mentoring(
                mentor=mentor,
                topics=row.choices("topics", MentorTopic),
                capacity=row.number_of("capacity", 1, 20),
                offered_on=row.day("offered on"),
                learner=row.refers("learner", files.persons, "person in participants.csv") if learner else "",
                started_on=row.day("started on") if learner else None,
                met=list(_met(row)),
            )
        )


def _met(row: Row) -> Iterator[tuple[date, int]]:
    for told in row.several("met"):
        match = _MET.fullmatch(told)
        day = day_in(match[1]) if match else None
        if match and day and 5 <= int(match[2]) <= 480:
            yield day, int(match[2])
        else:
            row.wrong("met", "Write days with minutes, as: 2018-03-05 45; 2018-04-02 30.")
