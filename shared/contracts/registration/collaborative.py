"""What happens to a collaborative, which is a tenant: its id is the tenant's own name.

The names in here are those of organisations and of the collaborative, which are public; no person's is.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event, Part
from shared.contracts.registration.words import OrganisationKind


class Organisation(Part):
    """A body that takes part in the collaborative."""

    code: str = Field(min_length=1, max_length=40)
    """How records and events name it."""

    name: str = Field(min_length=1, max_length=200)
    kind: OrganisationKind
    trust: str | None = Field(None, max_length=40)
    """Of a Recovery College, the code of the Trust that it belongs to."""


class Aim(Part):
    """What the collaborative wants to reach."""

    measure: str = Field(min_length=1, max_length=60)
    """The code of the measure, for example ``representation``."""

    target: float
    """In the measure's own unit; a share is between 0 and 1."""

    by: date


class Description(Part):
    """What a collaborative says about itself."""

    name: str = Field(min_length=1, max_length=200)
    specialty: str = Field(min_length=1, max_length=100)
    region: str = Field(min_length=1, max_length=100)
    organisations: tuple[Organisation, ...] = ()
    aims: tuple[Aim, ...] = ()


_DESCRIPTION: dict[str, Any] = {
    "name": "Mental health collaborative",
    "specialty": "mental health",
    "region": "Northern Ireland",
    "organisations": [
        {"code": "BHSCT", "name": "Belfast Health and Social Care Trust", "kind": "trust"},
        {"code": "BRC", "name": "Belfast Recovery College", "kind": "recovery_college", "trust": "BHSCT"},
    ],
    "aims": [{"measure": "representation", "target": 0.3, "by": "2018-05-31"}],
}


class CollaborativeCreated(Event, owner="registration", aggregate="collaborative"):
    """A collaborative begins. Every other event of the tenant comes after it."""

    collaborative: str = Field(min_length=2, max_length=40)
    description: Description
    created_on: date

    example: ClassVar[dict[str, Any]] = {
        "collaborative": "mental-health-ni",
        "description": _DESCRIPTION,
        "created_on": "2018-01-05",
    }


class CollaborativeAmended(Event, owner="registration", aggregate="collaborative"):
    """A collaborative says something else about itself; the event carries the whole of it."""

    collaborative: str = Field(min_length=2, max_length=40)
    description: Description
    amended_on: date

    example: ClassVar[dict[str, Any]] = {
        "collaborative": "mental-health-ni",
        "description": _DESCRIPTION,
        "amended_on": "2018-03-01",
    }


class CollaborativeSpread(Event, owner="registration", aggregate="collaborative"):
    """A collaborative was made from another one, which had shown what works.

    Each service brings its own part over. People, responses and deliveries never come along.
    """

    collaborative: str = Field(min_length=2, max_length=40)
    origin: str = Field(min_length=2, max_length=40)
    """The tenant that it was made from."""

    with_organisations: bool
    spread_on: date

    example: ClassVar[dict[str, Any]] = {
        "collaborative": "diabetes-ni",
        "origin": "mental-health-ni",
        "with_organisations": True,
        "spread_on": "2019-01-14",
    }


class CollaborativeArchived(Event, owner="registration", aggregate="collaborative"):
    """A collaborative has ended: nothing new begins in it, what is there can still be read and put right."""

    collaborative: str = Field(min_length=2, max_length=40)
    archived_on: date

    example: ClassVar[dict[str, Any]] = {"collaborative": "mental-health-ni", "archived_on": "2020-12-31"}
