"""What the API of participants takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints
from pydantic_core import PydanticCustomError

from shared.contracts.registration import QiExperience, Role

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


def _email(value: SecretStr) -> SecretStr:
    local, at, domain = value.get_secret_value().strip().rpartition("@")
    if not (local and at and "." in domain.strip(".") and not set(" \t\r\n") & set(local + domain)):
        raise PydanticCustomError("email", "not an e-mail address")
    return value


Email = Annotated[SecretStr, Field(min_length=3, max_length=254), AfterValidator(_email)]
Name = Annotated[SecretStr, Field(min_length=1, max_length=200)]


class NewParticipant(BaseModel):
    """Somebody who joins. Nobody is ever asked for a diagnosis."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "role": "carer",
                    "name": "Example Person (invented)",
                    "email": "example.person@example.org",
                    "cohort": "2018-spring",
                    "qi_experience": "none",
                }
            ]
        },
    )

    role: Role
    name: Name
    email: Email | None = None
    organisation: Code | None = Field(None, description="Needed for a professional.")
    cohort: Code | None = None
    joined_on: date | None = Field(None, description="Today in London if left out.")
    qi_experience: QiExperience = QiExperience.NONE


class ParticipantJoinedAnswer(BaseModel):
    """The id of who has joined."""

    id: str


class ParticipantView(BaseModel):
    """A participant, as the collaborative's lead and the person themselves see them."""

    id: str
    role: Role
    organisation: str | None
    cohort: str | None
    joined_on: date
    qi_experience: QiExperience
    erased: bool
    name: str | None
    email: str | None
