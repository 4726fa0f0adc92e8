"""What the API of modules gives.

Those who run the collaborative see everything. Members see what is released, and what is in review so that
they can read what they are asked to sign; of the people in it their roles alone, and themselves.
"""

from __future__ import annotations

from collections.abc import Set as AnySet
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.training.domain.module import Module
from services.training.domain.module_version import Missing, ModuleVersion, VersionState
from shared.contracts.refusal import NotFound
from shared.contracts.registration import RecordedBy, Role
from shared.contracts.training import Audience, Contribution, Track
from shared.web.identity import Principal


@dataclass(frozen=True)
class Viewer:
    """Who is reading: whether they see everything, and who they are if they do not."""

    sees_all: bool
    own_ids: AnySet[str]

    @classmethod
    def of(cls, who: Principal, tenant: str) -> Viewer:
        sees_all = who.has_role(tenant, "lead", "facilitator", "evaluator")
        return cls(sees_all, who.participants.get(tenant, frozenset()))

    def sees(self, version: ModuleVersion) -> bool:
        return self.sees_all or version.state is not VersionState.DRAFT

    def shown(self, participant_id: str) -> str | None:
        """A person's id, if it is for this viewer's eyes."""
        return participant_id if self.sees_all or participant_id in self.own_ids else None


class Created(BaseModel):
    """The id of what was made."""

    id: str


class VersionBegun(BaseModel):
    """The number of the version to work on."""

    number: int


class PartView(BaseModel):
    """What is taught in one session."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    title: str
    minutes: int


class ContributorView(BaseModel):
    """Somebody who helped to make the version, by the role they had then; members see no ids of others."""

    participant_id: str | None
    role: Role
    contribution: Contribution


class SignOffView(BaseModel):
    """Somebody who stands by the version, by the role they had then; members see no ids of others."""

    participant_id: str | None
    role: Role
    wrote_it: bool
    recorded_by: RecordedBy
    signed_on: date


class MissingView(BaseModel):
    """Something that the version lacks for its release."""

    code: Missing
    text: str


class OriginView(BaseModel):
    """Where a module was copied from."""

    collaborative: str
    module_id: str
    version: int


class VersionView(BaseModel):
    """A version, as it is or as it was released."""

    number: int
    state: VersionState
    title: str
    outline: str
    outcomes: list[str]
    parts: list[PartView]
    minutes: int
    contributors: list[ContributorView]
    sign_offs: list[SignOffView]
    missing: list[MissingView]
    """Empty once it is released."""

    drafted_on: date
    released_on: date | None

    @classmethod
    def of(cls, version: ModuleVersion, viewer: Viewer) -> VersionView:
        content = version.content
        return cls(
            number=version.number,
            state=version.state,
            title=content.title,
            outline=content.outline,
            outcomes=content.outcomes,
            parts=[
                PartView(number=one.number, title=one.title, minutes=one.minutes) for one in content.parts
            ],
            minutes=sum(one.minutes for one in content.parts),
            contributors=[
                ContributorView(
                    participant_id=viewer.shown(one.participant_id),
                    role=one.role,
                    contribution=one.contribution,
                )
                for one in version.contributors
            ],
            sign_offs=[
                SignOffView(
                    participant_id=viewer.shown(one.participant_id),
                    role=one.role,
                    wrote_it=version.was_made_by(one.participant_id),
                    recorded_by=one.recorded_by,
                    signed_on=one.signed_on,
                )
                for one in version.sign_offs
            ],
            missing=_missing(version),
            drafted_on=version.drafted_on,
            released_on=version.released_on,
        )


class ModuleLine(BaseModel):
    """A module in a list."""

    id: str
    code: str
    title: str
    track: Track
    audience: Audience
    released_version: int | None
    unreleased: VersionState | None
    """How far the version is that is being made, if one is."""

    missing: list[MissingView]
    """What that version lacks for its release, if the viewer may see it."""

    retired_on: date | None

    @classmethod
    def seen_by(cls, viewer: Viewer, module: Module) -> ModuleLine:
        return cls(**_line(viewer, module))


def _line(viewer: Viewer, module: Module) -> dict[str, Any]:
    latest = module.latest
    return {
        "id": module.id,
        "code": module.code,
        "title": module.title,
        "track": module.track,
        "audience": module.audience,
        "released_version": module.released_version or None,
        "unreleased": None if latest.released else latest.state,
        "missing": _missing(latest) if viewer.sees(latest) else [],
        "retired_on": module.retired_on,
    }


def _missing(version: ModuleVersion) -> list[MissingView]:
    if version.released:
        return []
    return [MissingView(code=one, text=one.phrase) for one in version.missing()]


class ModuleView(ModuleLine):
    """A module with its versions."""

    origin: OriginView | None
    versions: list[VersionView]

    @classmethod
    def seen_by(cls, viewer: Viewer, module: Module) -> ModuleView:
        """The module as this viewer sees it.

        Raises:
            NotFound: there is nothing in it for them.
        """
        versions = [VersionView.of(one, viewer) for one in module.versions if viewer.sees(one)]
        if not versions:
            raise NotFound("not-found", "There is no such module here.")
        origin = module.origin
        return cls(
            **_line(viewer, module),
            origin=OriginView(
                collaborative=origin.collaborative, module_id=origin.module_id, version=origin.version
            )
            if origin
            else None,
            versions=versions,
        )
