"""People, through registration's import; then what an import does not take: consents and the way into Q."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from levelfield.load.door import Door, LoadFailed
from levelfield.load.files import Files, Person
from levelfield.load.plan import Known, Tick
from shared.contracts.registration import QJourney

_IMPORT_SECONDS = 300.0
_LOOK_AGAIN_SECONDS = 0.1


async def send_people(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Imports everybody, and notes under which id each is known.

    Raises:
        LoadFailed: a row was rejected; the sentence says why each was.
    """
    if not files.persons:
        return
    taken = await door.ask(
        "registration", "POST", "/imports", content=files.people, headers={"Content-Type": "text/csv"}
    )
    rows = await _outcome(door, f"/imports/{taken.json()['id']}")
    rejected = [f"row {one['number']}, {_reasons(one)}" for one in rows if one["outcome"] == "rejected"]
    if rejected:
        raise LoadFailed(f"participants.csv: {'; '.join(rejected)}")
    ids = {int(one["number"]): str(one["participant_id"]) for one in rows}
    known.people |= {person.email: ids[person.row] for person in files.persons.values()}

    async def one(person: Person) -> None:
        await _settle(door, person, known.people[person.email])
        tick()

    await asyncio.gather(*(one(person) for person in files.persons.values()))


async def _outcome(door: Door, path: str) -> list[dict[str, Any]]:
    """Waits until the import is through; returns what became of each row."""
    deadline = time.monotonic() + _IMPORT_SECONDS
    while True:
        job = (await door.ask("registration", "GET", path)).json()
        if job["state"] == "done":
            break
        if time.monotonic() > deadline:
            raise LoadFailed(
                f"registration was not through with participants.csv in {_IMPORT_SECONDS:.0f} s."
            )
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = (await door.ask("registration", "GET", f"{path}?limit=100{cursor}")).json()["report"]
        rows += page["items"]
        if not page["next"]:
            return rows
        cursor = f"&cursor={page['next']}"


def _reasons(row: dict[str, Any]) -> str:
    return " ".join(f"{one['column']}: {one['sentence']}" for one in row["reasons"])


async def _settle(door: Door, person: Person, participant: str) -> None:
    path = f"/participants/{participant}"
    if person.journey is not QJourney.NONE:
        await door.ask("registration", "PUT", f"{path}/q-journey", {"journey": person.journey.value})
    for purpose in person.consents:
        await door.ask("registration", "PUT", f"{path}/consents/{purpose.value}", {"given": True})
