"""What the API of participants gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.registration.domain.person import Consent, ParticipantState
from services.registration.queries.read_participant import ShownParticipant
from shared.contracts.registration import (
    ConsentPurpose,
    ContactChannel,
    LeavingReason,
    QiExperience,
    QJourney,
    RecordedBy,
    Role,
    SupportNeed,
)

_LINE: dict[str, Any] = {
    "id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
    "state": "joined",
    "role": "carer",
    "organisation": None,
    "cohort": "2018-spring",
    "joined_on": "2018-01-05",
    "name": "Example Person (invented)",
    "email": "example.person@example.org",
}


class Created(BaseModel):
    """The id of what was made."""

    id: str


class ParticipantLine(BaseModel):
    """A participant in a list. Name and address are null once erased."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    id: str
    state: ParticipantState
    role: Role
    organisation: str | None
    cohort: str | None
    joined_on: date | None
    name: str | None
    email: str | None

    @classmethod
    def of(cls, shown: ShownParticipant) -> ParticipantLine:
        """As the list shows them."""
        one = shown.participant
        return cls(
            id=one.id,
            state=one.state,
            role=one.role,
            organisation=one.organisation,
            cohort=one.cohort,
            joined_on=one.joined_on,
            name=shown.text("name"),
            email=shown.text("email"),
        )


class ConsentView(BaseModel):
    """What somebody has said about one purpose, whose hand wrote it down, and when."""

    given: bool
    recorded_by: RecordedBy
    changed_on: date


class ParticipantView(BaseModel):
    """A participant, as the collaborative's lead and the person themselves see them.

    A consent that is not listed was never given. What is private is null once the person is erased.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_LINE,
                    "qi_experience": "none",
                    "q_journey": "none",
                    "channel": "email",
                    "consents": {
                        "evaluation": {"given": True, "recorded_by": "self", "changed_on": "2018-01-05"}
                    },
                    "invited_on": None,
                    "left_on": None,
                    "leaving_reason": None,
                    "erased": False,
                    "phone": None,
                    "access_needs": None,
                    "support_needs": ["carer_cover"],
                }
            ]
        }
    )

    id: str
    state: ParticipantState
    role: Role
    organisation: str | None
    cohort: str | None
    qi_experience: QiExperience
    q_journey: QJourney
    channel: ContactChannel
    consents: dict[ConsentPurpose, ConsentView]
    invited_on: date | None
    joined_on: date | None
    left_on: date | None
    leaving_reason: LeavingReason | None
    erased: bool
    name: str | None
    email: str | None
    phone: str | None
    access_needs: str | None
    support_needs: list[SupportNeed]

    @classmethod
    def of(cls, shown: ShownParticipant) -> ParticipantView:
        """Everything about somebody."""
        one = shown.participant
        return cls(
            id=one.id,
            state=one.state,
            role=one.role,
            organisation=one.organisation,
            cohort=one.cohort,
            qi_experience=one.qi_experience,
            q_journey=one.q_journey,
            channel=one.channel,
            consents={purpose: _consent(said) for purpose, said in one.consents.items()},
            invited_on=one.invited_on,
            joined_on=one.joined_on,
            left_on=one.left_on,
            leaving_reason=one.leaving_reason,
            erased=one.erased,
            name=shown.text("name"),
            email=shown.text("email"),
            phone=shown.text("phone"),
            access_needs=shown.text("access_needs"),
            support_needs=shown.support_needs,
        )


def _consent(said: Consent) -> ConsentView:
    return ConsentView(given=said.given, recorded_by=said.recorded_by, changed_on=said.changed_on)
