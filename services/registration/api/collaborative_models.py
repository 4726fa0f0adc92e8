"""What the API of collaboratives takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.registration.api.models import Code
from services.registration.domain.collaborative import Collaborative
from shared.contracts.registration import Aim, Description, Organisation, OrganisationKind
from shared.web.identity import TENANT_PATTERN

MOST_ORGANISATIONS = 100
MOST_AIMS = 50

Slug = Annotated[str, StringConstraints(pattern=TENANT_PATTERN)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Measure = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]

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
_SPREAD: dict[str, Any] = {
    "slug": "diabetes-ni",
    "name": "Diabetes collaborative",
    "specialty": "diabetes",
    "region": "Northern Ireland",
    "spread_from": "mental-health-ni",
    "with_organisations": True,
}


class OrganisationBody(BaseModel):
    """A body that takes part in the collaborative."""

    model_config = ConfigDict(
        extra="forbid", from_attributes=True, json_schema_extra={"examples": _DESCRIPTION["organisations"]}
    )

    code: Code = Field(description="How records name it; unique in the collaborative.")
    name: Title
    kind: OrganisationKind
    trust: Code | None = Field(None, description="Of a Recovery College, the code of its Trust.")


class AimBody(BaseModel):
    """What the collaborative wants to reach."""

    model_config = ConfigDict(
        extra="forbid", from_attributes=True, json_schema_extra={"examples": _DESCRIPTION["aims"]}
    )

    measure: Measure = Field(description="The code of the measure.")
    target: float = Field(allow_inf_nan=False, description="In the measure's unit; a share is from 0 to 1.")
    by: date


class DescriptionBody(BaseModel):
    """The whole of what a collaborative says about itself."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DESCRIPTION]})

    name: Title
    specialty: Short
    region: Short
    organisations: list[OrganisationBody] = Field(
        default_factory=list[OrganisationBody], max_length=MOST_ORGANISATIONS
    )
    aims: list[AimBody] | None = Field(None, max_length=MOST_AIMS)

    def description(self) -> Description:
        """As the domain has it."""
        return Description(
            name=self.name,
            specialty=self.specialty,
            region=self.region,
            organisations=tuple(Organisation(**one.model_dump()) for one in self.organisations),
            aims=self.own_aims() or (),
        )

    def own_aims(self) -> tuple[Aim, ...] | None:
        """Its aims, or None if nothing is said about them."""
        return None if self.aims is None else tuple(Aim(**aim.model_dump()) for aim in self.aims)


class NewCollaborative(DescriptionBody):
    """A collaborative that begins, from nothing or from another that has shown what works."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"slug": "mental-health-ni", **_DESCRIPTION}, _SPREAD]},
    )

    slug: Slug = Field(description="Its name in addresses and tokens, and its id; never changes.")
    spread_from: Slug | None = Field(None, description="The collaborative that it is made from.")
    with_organisations: bool = Field(
        False, description="Whether the organisations of that one come along, after those given here."
    )


class PublicView(BaseModel):
    """What everybody is told of a collaborative."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {name: _DESCRIPTION[name] for name in ("name", "specialty", "region")}
                | {"slug": "mental-health-ni", "created_on": "2018-01-05", "archived_on": None}
            ]
        }
    )

    slug: str
    name: str
    specialty: str
    region: str
    created_on: date
    archived_on: date | None = Field(description="Since when nothing new begins in it.")

    @classmethod
    def of(cls, collaborative: Collaborative) -> PublicView:
        """Nothing of who is in it."""
        told = collaborative.description
        return cls(
            slug=collaborative.id,
            name=told.name,
            specialty=told.specialty,
            region=told.region,
            created_on=collaborative.created_on,
            archived_on=collaborative.archived_on,
        )


class CollaborativeView(BaseModel):
    """A collaborative."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slug": "mental-health-ni",
                    **_DESCRIPTION,
                    "created_on": "2018-01-05",
                    "origin": None,
                    "archived_on": None,
                }
            ]
        }
    )

    slug: str
    name: str
    specialty: str
    region: str
    organisations: list[OrganisationBody]
    aims: list[AimBody]
    created_on: date
    origin: str | None = Field(description="The collaborative that it was made from.")
    archived_on: date | None = Field(description="Since when nothing new begins in it.")

    @classmethod
    def of(cls, collaborative: Collaborative) -> CollaborativeView:
        """As everybody in it sees it."""
        told = collaborative.description
        return cls(
            slug=collaborative.id,
            name=told.name,
            specialty=told.specialty,
            region=told.region,
            organisations=[OrganisationBody.model_validate(one) for one in told.organisations],
            aims=[AimBody.model_validate(one) for one in told.aims],
            created_on=collaborative.created_on,
            origin=collaborative.origin,
            archived_on=collaborative.archived_on,
        )
