"""What happens to a module: how learning is made together, version by version."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event, Part
from shared.contracts.registration.words import Role
from shared.contracts.training.words import Audience, Contribution, Track

_MODULE = "01993c70-11aa-7b0e-9c3d-7e5b1d0f4a21"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"


class Origin(Part):
    """Where a module came from when it was brought over from another collaborative."""

    collaborative: str = Field(min_length=2, max_length=40)
    module_id: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=1)


class Contributor(Part):
    """Somebody who helped to make a version, by the role they had then."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    contribution: Contribution


class ModuleDrafted(Event, owner="training", aggregate="module"):
    """A version of a module was begun, the first or a following one."""

    module_id: str = Field(min_length=1, max_length=64)
    code: str = Field(min_length=1, max_length=40)
    version: int = Field(ge=1)
    track: Track
    audience: Audience
    origin: Origin | None = None
    drafted_on: date

    example: ClassVar[dict[str, Any]] = {
        "module_id": _MODULE,
        "code": "QI-1",
        "version": 1,
        "track": "quality_improvement",
        "audience": "lived_experience",
        "origin": None,
        "drafted_on": "2018-01-22",
    }


class ModuleContributionRecorded(Event, owner="training", aggregate="module"):
    """Somebody helped to make a version."""

    module_id: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=1)
    contributor: Contributor
    recorded_on: date

    example: ClassVar[dict[str, Any]] = {
        "module_id": _MODULE,
        "version": 1,
        "contributor": {"participant_id": _SOMEBODY, "role": "carer", "contribution": "design"},
        "recorded_on": "2018-02-05",
    }


class ModuleReviewRequested(Event, owner="training", aggregate="module"):
    """A version is thought to be finished: people are asked to sign it off."""

    module_id: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=1)
    requested_on: date

    example: ClassVar[dict[str, Any]] = {"module_id": _MODULE, "version": 1, "requested_on": "2018-02-19"}


class ModuleSignedOff(Event, owner="training", aggregate="module"):
    """Somebody has read a version and stands by it."""

    module_id: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=1)
    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    wrote_it: bool
    """Whether the signer is among those who designed or wrote the version."""

    signed_on: date

    example: ClassVar[dict[str, Any]] = {
        "module_id": _MODULE,
        "version": 1,
        "participant_id": _SOMEBODY,
        "role": "service_user",
        "wrote_it": False,
        "signed_on": "2018-02-26",
    }


class ModuleReleased(Event, owner="training", aggregate="module"):
    """A version may be taught, and never changes from now on. Its title is public, and names nobody."""

    module_id: str = Field(min_length=1, max_length=64)
    code: str = Field(min_length=1, max_length=40)
    version: int = Field(ge=1)
    track: Track
    audience: Audience
    title: str = Field(min_length=1, max_length=200)
    parts: int = Field(ge=1)
    """How many sessions it takes."""

    contributors: tuple[Contributor, ...] = ()
    origin: Origin | None = None
    released_on: date

    example: ClassVar[dict[str, Any]] = {
        "module_id": _MODULE,
        "code": "QI-1",
        "version": 1,
        "track": "quality_improvement",
        "audience": "lived_experience",
        "title": "Improvement science for everyone",
        "parts": 2,
        "contributors": [{"participant_id": _SOMEBODY, "role": "carer", "contribution": "design"}],
        "origin": None,
        "released_on": "2018-03-01",
    }


class ModuleRetired(Event, owner="training", aggregate="module"):
    """A module is given no longer: no new sessions of it."""

    module_id: str = Field(min_length=1, max_length=64)
    retired_on: date

    example: ClassVar[dict[str, Any]] = {"module_id": _MODULE, "retired_on": "2020-06-30"}
