"""What a collaborative brings along from the one that it is made from, held against the files.

It is looked at before anything is sent. Once the collaborative has begun, what it has brought along by then
is what counts, whatever has become of the other one since.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass
from typing import Any

from levelfield.load.door import Door
from levelfield.load.files import Files
from levelfield.load.problems import Problem, Problems

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A module that comes along, or has come."""

    id: str
    code: str
    content: Mapping[str, Any]


async def brought_modules(door: Door, origin: str = "") -> Mapping[str, Brought]:
    """By code in small letters, the modules that have come along; or those that would come from ``origin``.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    found: dict[str, Brought] = {}
    async for module in _modules(door.at(origin) if origin else door):
        number = module["released_version"] if origin else 1
        if number and (module["retired_on"] is None if origin else module["origin"] is not None):
            code = str(module["code"])
            content = _content(module["versions"][number - 1])
            found[code.casefold()] = Brought(id=str(module["id"]), code=code, content=content)
    return found


async def problems_with_origin(files: Files, door: Door) -> Sequence[Problem]:
    """What the files take for granted and does not come along; nothing if they are made from nothing.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    if not files.origin:
        return ()
    problems = Problems()
    begun = await _organisations(door)
    theirs = await _organisations(door.at(files.origin)) if begun is None else frozenset[str]()
    if theirs is None:
        problems.add(
            *("collaborative.yaml", 0, "spread_from"), "There is no such collaborative here. Load it first."
        )
        return problems.listed()
    _check_people(files, (begun or files.organisations) | theirs, problems)
    _check_modules(files, await brought_modules(door, files.origin if begun is None else ""), problems)
    return problems.listed()


def _check_people(files: Files, organisations: AnySet[str], problems: Problems) -> None:
    if not files.brings_organisations:
        return  # then the files name them all, and have been held against them
    for person in files.persons.values():
        if person.organisation and person.organisation not in organisations:
            sentence = "Use the code of an organisation in collaborative.yaml, or of one that comes along."
            problems.add("participants.csv", person.row, "organisation", sentence)


def _check_modules(files: Files, brought: Mapping[str, Brought], problems: Problems) -> None:
    awaited = {code: module for code, module in files.modules.items() if module.comes_along}
    for code, module in awaited.items():
        if code not in brought:
            sentence = "No module of this code comes along: only released ones do that are not retired."
            problems.add("modules.yaml", module.number, "code", sentence)
    for session in files.sessions.values():
        if session.module in awaited and session.module in brought:
            content = {**brought[session.module].content, **awaited[session.module].content}
            if session.part > (parts := len(content["parts"])):
                problems.add("sessions.csv", session.row, "part", f"Give a whole number from 1 to {parts}.")


async def _organisations(door: Door) -> AnySet[str] | None:
    """The codes of a collaborative's organisations; None if there is no such collaborative."""
    answer = await door.ask("registration", "GET", "/collaborative", allowed=["no-such-collaborative"])
    if answer.status_code == 404:
        return None
    return frozenset(str(one["code"]) for one in answer.json()["organisations"])


async def _modules(door: Door) -> AsyncGenerator[Mapping[str, Any]]:
    cursor = ""
    while True:
        page = (await door.ask("training", "GET", f"/modules?limit={_PAGE}{cursor}")).json()
        for line in page["items"]:
            yield (await door.ask("training", "GET", f"/modules/{line['id']}")).json()
        if not page["next"]:
            return
        cursor = f"&cursor={page['next']}"


def _content(version: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is in a version, as it is sent."""
    parts = [{"title": part["title"], "minutes": part["minutes"]} for part in version["parts"]]
    return {name: version[name] for name in ("title", "outline", "outcomes")} | {"parts": parts}
