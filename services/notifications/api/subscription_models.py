"""What the API of subscriptions takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.notifications.domain.attempts import Outcome
from services.notifications.domain.subscription import Subscription
from shared.contracts.notifications import DisabledFor

SubscriptionId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993ca2-71c4-7e0d-8b5a-3c9f1d6e2a84"])
]
_Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
_Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
_Type = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.]{1,160}$")]
_Types = Annotated[list[_Type], Field(max_length=100, description="Empty for all types.")]

_WANTED: dict[str, Any] = {
    "url": "https://hooks.example.org/levelfield",
    "types": ["levelfield.training.ModuleCompleted.v1"],
}
_ID = "01993ca2-71c4-7e0d-8b5a-3c9f1d6e2a84"
_SECRET = "whsec_..."  # noqa: S105 - shows where one stands


class SubscribeBody(BaseModel):
    """Who is sent what, and where."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [_WANTED | {"organisation": "BHSCT"}]}
    )

    organisation: _Code | None = Field(
        None, description="Only what concerns this organisation. A partner must name its own."
    )
    url: _Url
    types: _Types = Field(default_factory=list)


class SubscriptionBody(BaseModel):
    """What is sent, and where."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_WANTED]})

    url: _Url
    types: _Types = Field(default_factory=list)


class SecretBody(BaseModel):
    """How long the secrets before this one still sign; 0 if somebody may have seen them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"overlap_hours": 24}]})

    overlap_hours: int = Field(24, ge=0, le=168)


class EnablementBody(BaseModel):
    """Whether anything is sent."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"enabled": True}]})

    enabled: bool


class ReplayBody(BaseModel):
    """The period whose events are sent anew, both ends included."""

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        json_schema_extra={"examples": [{"from": "2018-03-01T00:00:00Z", "to": "2018-03-02T00:00:00Z"}]},
    )

    since: AwareDatetime = Field(alias="from")
    until: AwareDatetime = Field(alias="to")


class Subscribed(BaseModel):
    """The id of what was made, and its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "secret": _SECRET}]})

    id: str
    secret: str | None = Field(description="Shown now and not again: keep it where nobody else sees it.")


class Secret(BaseModel):
    """A new secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"secret": _SECRET}]})

    secret: str = Field(description="Shown now and not again.")


class Taken(BaseModel):
    """What will be done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID}]})

    id: str


class SubscriptionView(BaseModel):
    """A subscription."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _WANTED
                | {
                    "id": _ID,
                    "organisation": "BHSCT",
                    "active": True,
                    "disabled_for": None,
                    "failing_since": None,
                    "secrets": 1,
                    "created_on": "2018-03-01",
                }
            ]
        }
    )

    id: str
    organisation: str | None
    url: str
    types: list[str]
    active: bool
    disabled_for: DisabledFor | None
    failing_since: datetime | None = Field(description="Since when nothing was delivered, though tried.")
    secrets: int = Field(description="How many secrets are kept; those whose time is over sign no longer.")
    created_on: date

    @classmethod
    def of(cls, one: Subscription) -> SubscriptionView:
        """Everything about it but the secrets."""
        return cls(
            id=one.id,
            organisation=one.organisation,
            url=one.url,
            types=one.types,
            active=one.is_active,
            disabled_for=one.disabled,
            failing_since=one.failing_since,
            secrets=len(one.secrets),
            created_on=one.created_on,
        )


class AttemptView(BaseModel):
    """One attempt to send something."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "webhook_id": "session/01993c71#4",
                    "at": "2018-03-02T10:15:00Z",
                    "attempt": 1,
                    "outcome": "delivered",
                    "status": 204,
                    "milliseconds": 41,
                }
            ]
        }
    )

    webhook_id: str
    at: datetime
    attempt: int
    outcome: Outcome
    status: int | None = Field(description="Of the answer, if there was one.")
    milliseconds: int

    @classmethod
    def of(cls, fields: dict[str, Any]) -> AttemptView:
        """As the log has it."""
        told = {name: fields[name] for name in ("at", "attempt", "outcome", "status", "milliseconds")}
        return cls(webhook_id=fields["event_id"], **told)
