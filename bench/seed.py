"""What is already there: participants with their aggregates in registration and their records in training.

Written straight into the databases, in the form in which the services would have left them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime

from bench.participants import SEALED_BYTES
from bench.traffic import Sendable
from services.registration.definition import PARTICIPANTS
from services.registration.domain.person import ParticipantState
from services.training.projections.people import people
from shared.contracts.registration import ParticipantJoined, Role
from shared.messaging.envelope import Envelope
from shared.persistence.database import Collection, Database, Document
from shared.persistence.indexes import prepare_aggregates, prepare_inbox

AT_ONCE = 5_000
_WHEN = datetime(2018, 1, 5, 9, 30, tzinfo=UTC)
_ROLES = tuple(Role)
_ORGANISATIONS = ("BHSCT", "NHSCT", "SEHSCT", "SHSCT", "WHSCT")


def person_id(number: int) -> str:
    """An id that sorts before those made now, as an older one does."""
    return f"018d0000-0000-7000-8000-{number:012x}"


async def seed_participants(database: Database, count: int, tenants: int) -> None:
    """Fills registration."""
    await prepare_aggregates(database, [PARTICIPANTS])
    await _fill(database[PARTICIPANTS.collection], count, lambda number: _aggregate(number, tenants))


async def seed_people(database: Database, count: int, tenants: int) -> None:
    """Fills training: the directory, and the watermarks at 1."""
    await prepare_inbox(database, [people])
    await _fill(database[people.name], count, lambda number: _person(number, tenants))
    await _fill(database["inbox"], count, lambda number: _mark(number, tenants))


def again(number: int, tenants: int, sequence: int) -> Sendable:
    """A further event about somebody who is there."""
    event = ParticipantJoined(
        participant_id=person_id(number),
        role=_ROLES[(number + sequence) % 3],
        organisation=_ORGANISATIONS[number % 5],
        cohort="2018-spring",
        joined_on=date(2018, 5, 1),
    )
    subject = f"participant/{person_id(number)}"
    envelope = Envelope(f"tenant-{number % tenants}", subject, sequence, event.type, _WHEN)
    return Sendable(envelope, event.model_dump_json().encode())


async def _fill(collection: Collection, count: int, document: Callable[[int], Document]) -> None:
    for begin in range(0, count, AT_ONCE):
        documents = [document(number) for number in range(begin, min(begin + AT_ONCE, count))]
        await collection.insert_many(documents, ordered=False)


def _aggregate(number: int, tenants: int) -> Document:
    return {
        "_id": f"tenant-{number % tenants}/{person_id(number)}",
        "tenant": f"tenant-{number % tenants}",
        "version": 1,
        "sequence": 1,
        "created": _WHEN,
        "made_by": secrets.token_hex(32),
        "state": {
            **_fields(number),
            "state": ParticipantState.JOINED.value,
            "sealed": secrets.token_bytes(SEALED_BYTES),
            "email_index": secrets.token_hex(32),
            "erased_on": None,
        },
        "outbox": [],
    }


def _person(number: int, tenants: int) -> Document:
    tenant = f"tenant-{number % tenants}"
    return {"_id": f"{tenant}/{person_id(number)}", "tenant": tenant, **_fields(number)}


def _mark(number: int, tenants: int) -> Document:
    tenant = f"tenant-{number % tenants}"
    return {"_id": f"{tenant}/participant/{person_id(number)}", "tenant": tenant, "sequence": 1}


def _fields(number: int) -> Document:
    return {
        "role": _ROLES[number % 3].value,
        "organisation": _ORGANISATIONS[number % 5],
        "cohort": "2018-spring",
        "joined_on": "2018-01-05",
        "qi_experience": "none",
    }
