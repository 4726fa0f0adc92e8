"""What the API of participants takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints
from pydantic_core import PydanticCustomError

from services.registration.api.words import Id
from services.registration.commands.details import Details
from services.registration.domain.person import Part
from shared.contracts.registration import (
    ContactChannel,
    LeavingReason,
    QiExperience,
    QJourney,
    Role,
    SupportNeed,
)
from shared.web.paging import MOST

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


def _email(value: SecretStr) -> SecretStr:
    local, at, domain = value.get_secret_value().strip().rpartition("@")
    if not (local and at and "." in domain.strip(".") and not set(" \t\r\n") & set(local + domain)):
        raise PydanticCustomError("email", "not an e-mail address")
    return value


def _phone(value: SecretStr) -> SecretStr:
    digits = value.get_secret_value().strip().removeprefix("+").translate(_BETWEEN_DIGITS)
    if not (digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 15):
        raise PydanticCustomError("phone", "not a phone number")
    return value


_BETWEEN_DIGITS = str.maketrans("", "", " -().")

Email = Annotated[SecretStr, Field(min_length=3, max_length=254), AfterValidator(_email)]
Phone = Annotated[SecretStr, Field(min_length=5, max_length=30), AfterValidator(_phone)]
Name = Annotated[SecretStr, Field(min_length=1, max_length=200)]
Needs = Annotated[SecretStr, Field(min_length=1, max_length=2_000)]

_DETAILS: dict[str, Any] = {
    "name": "Example Person (invented)",
    "email": "example.person@example.org",
    "phone": "+44 28 9018 0000",
    "access_needs": "A hearing loop.",
    "support_needs": ["carer_cover"],
    "channel": "email",
}
_PART: dict[str, Any] = {
    "role": "carer",
    "organisation": None,
    "cohort": "2018-spring",
    "qi_experience": "none",
}


class DetailsBody(BaseModel):
    """Who somebody is, how to reach them, and what they need so that they can take part.

    Kept encrypted with a key of the person's own. Nobody is ever asked for a diagnosis.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DETAILS]})

    name: Name
    email: Email | None = None
    phone: Phone | None = None
    access_needs: Needs | None = Field(None, description="Such as a ramp, a hearing loop or an interpreter.")
    support_needs: list[SupportNeed] = Field(default_factory=list[SupportNeed], max_length=len(SupportNeed))
    channel: ContactChannel = Field(ContactChannel.EMAIL, description="How they would rather be told.")

    def details(self) -> Details:
        """The details, out of their wrapping, for the seal."""
        return Details(
            name=self.name.get_secret_value(),
            email=self.email.get_secret_value() if self.email else None,
            phone=self.phone.get_secret_value() if self.phone else None,
            access_needs=self.access_needs.get_secret_value() if self.access_needs else None,
            support_needs=sorted(set(self.support_needs)),
        )


class PartBody(BaseModel):
    """How somebody takes part."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PART]})

    role: Role
    organisation: Code | None = Field(None, description="Needed for a professional.")
    cohort: Code | None = None
    qi_experience: QiExperience = QiExperience.NONE

    def part(self) -> Part:
        """How they take part.

        Raises:
            Invalid: a professional without an organisation.
        """
        return Part(
            role=self.role,
            organisation=self.organisation,
            cohort=self.cohort,
            qi_experience=self.qi_experience,
        )


class NewParticipant(DetailsBody, PartBody):
    """Somebody who joins. Every consent is off until they give it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [_PART | _DETAILS | {"joined_on": "2018-01-05"}]}
    )

    joined_on: date | None = Field(None, description="Today in London if left out.")


class NewInvitation(DetailsBody, PartBody):
    """Somebody who is asked to take part."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [_PART | _DETAILS | {"invited_on": "2017-12-11"}]}
    )

    invited_on: date | None = Field(None, description="Today in London if left out.")


class ConsentBody(BaseModel):
    """Whether somebody agrees."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"given": True}]})

    given: bool


class JourneyBody(BaseModel):
    """Where somebody is on the way into Q."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"journey": "nominated"}]})

    journey: QJourney


class DepartureBody(BaseModel):
    """Why somebody leaves. `declined` is for an invitation, the others for those who have joined."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "moved"}]})

    reason: LeavingReason


class SearchBody(BaseModel):
    """An exact e-mail address. It is sent in a body so that it stands in no address and no log."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "example.person@example.org"}]}
    )

    email: Email


class LookupBody(BaseModel):
    """Whose lines are wanted, such as those of the people invited to a meeting."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"participants": ["01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"]}]},
    )

    participants: list[Id] = Field(min_length=1, max_length=MOST)
