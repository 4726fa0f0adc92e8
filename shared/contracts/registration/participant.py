"""What happens to a participant: identifiers and codes alone, never who they are."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.registration.words import (
    ConsentPurpose,
    ContactChannel,
    LeavingReason,
    QiExperience,
    QJourney,
    RecordedBy,
    Role,
)

_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"


class ParticipantInvited(Event, owner="registration", aggregate="participant"):
    """A person was asked to take part, and has not answered yet."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    cohort: str | None = Field(None, max_length=40)
    invited_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "role": "service_user",
        "organisation": None,
        "cohort": "2018-spring",
        "invited_on": "2017-12-11",
    }


class ParticipantJoined(Event, owner="registration", aggregate="participant"):
    """A person takes part from now on: new, by accepting an invitation, or again after having left."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    """The code of the organisation a professional works for; people with lived experience may have none."""

    cohort: str | None = Field(None, max_length=40)
    joined_on: date
    qi_experience: QiExperience = QiExperience.NONE

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "role": "carer",
        "organisation": "BHSCT",
        "cohort": "2018-spring",
        "joined_on": "2018-01-05",
        "qi_experience": "none",
    }


class ParticipantChanged(Event, owner="registration", aggregate="participant"):
    """A person's record was changed. The event carries all of it that is not private, as it is now."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    cohort: str | None = Field(None, max_length=40)
    qi_experience: QiExperience
    changed_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "role": "professional",
        "organisation": "BHSCT",
        "cohort": "2018-spring",
        "qi_experience": "some",
        "changed_on": "2018-02-12",
    }


class ConsentChanged(Event, owner="registration", aggregate="participant"):
    """A person has agreed to something, or no longer does."""

    participant_id: str = Field(min_length=1, max_length=64)
    purpose: ConsentPurpose
    given: bool
    recorded_by: RecordedBy
    changed_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "purpose": "evaluation",
        "given": True,
        "recorded_by": "self",
        "changed_on": "2018-01-05",
    }


class QJourneyChanged(Event, owner="registration", aggregate="participant"):
    """A person is further on, or further back, on the way into Q."""

    participant_id: str = Field(min_length=1, max_length=64)
    journey: QJourney
    changed_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "journey": "nominated",
        "changed_on": "2018-03-20",
    }


class ParticipantLeft(Event, owner="registration", aggregate="participant"):
    """A person no longer takes part, or has declined an invitation. They may come back."""

    participant_id: str = Field(min_length=1, max_length=64)
    reason: LeavingReason
    left_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "reason": "moved",
        "left_on": "2018-04-30",
    }


class ParticipantErased(Event, owner="registration", aggregate="participant"):
    """A person asked to be forgotten. Whoever keeps anything about them lets go of it."""

    participant_id: str = Field(min_length=1, max_length=64)
    erased_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "erased_on": "2018-06-01",
    }


class ContactKnown(Event, owner="registration", aggregate="contact", topic="registration.contacts.v1"):
    """How a person who has consented to messages can be reached. It ends with the consent, or with them.

    Its subject is ``contact/<participant id>`` and its sequence that of the event it goes with, so sequences
    have gaps; the highest is the latest.
    """

    participant_id: str = Field(min_length=1, max_length=64)
    channel: ContactChannel
    sealed: str
    """Base64 of name, e-mail and phone, encrypted with the person's own key; nothing without it."""

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "channel": "email",
        "sealed": "BqtkZ2ExYmMyZDNlNGY1ZzZoN2k4ajlrMAAA",
    }
