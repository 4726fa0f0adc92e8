"""What a partner's HR system says of its own staff. Nothing of it is ever in an event, a log or an answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from shared.contracts.partners.message import PartnerMessage
from shared.contracts.registration.words import LeavingReason, QiExperience

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
ParticipantId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


def _address(value: str) -> str:
    local, at, domain = value.strip().rpartition("@")
    if not (local and at and "." in domain.strip(".") and not set(" \t\r\n") & set(local + domain)):
        raise ValueError("not an e-mail address")
    return value.strip()


def _some_text(value: str) -> str:
    if not value.strip():
        raise ValueError("nothing but spaces")
    return value.strip()


Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_address)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_some_text)]

_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"


class StaffJoined(PartnerMessage, direction="in"):
    """Somebody who works for the partner takes part in the collaborative from now on, as a professional.

    Who takes part for the partner already is left as they are, and the answer is that it was accepted.
    """

    name: Name
    email: Email
    """By which the same person is known again. One person has one address, and one address one person."""

    cohort: Code | None = None
    qi_experience: QiExperience = QiExperience.NONE
    joined_on: date | None = None
    """Today in London if left out."""

    example: ClassVar[dict[str, Any]] = {
        "name": "Example Person (invented)",
        "email": "example.person@example.org",
        "cohort": "2018-spring",
        "qi_experience": "none",
        "joined_on": "2018-01-05",
    }


class StaffMember(PartnerMessage, direction="in"):
    """The base of what is said of somebody who takes part already, named in one of two ways."""

    participant_id: ParticipantId | None = None
    """As the answer to their StaffJoined has told it."""

    email: Email | None = None


class StaffMoved(StaffMember, direction="in"):
    """Somebody who takes part for the partner works elsewhere in it, or comes with another cohort.

    The Recovery Colleges of a Trust are its own. For any other organisation: the one says StaffLeft, and the
    other asks the lead.
    """

    organisation: Code | None = None
    """The code of the Trust or of its Recovery College, if it is another one now."""

    cohort: Code | None = None
    moved_on: date | None = None
    """Today in London if left out."""

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _SOMEBODY,
        "email": None,
        "organisation": "BRC",
        "cohort": None,
        "moved_on": "2018-03-01",
    }


class StaffLeft(StaffMember, direction="in"):
    """Somebody who takes part for the partner takes part no longer. Leaving again changes nothing."""

    reason: LeavingReason = LeavingReason.OTHER
    left_on: date | None = None
    """Today in London if left out."""

    example: ClassVar[dict[str, Any]] = {
        "participant_id": None,
        "email": "example.person@example.org",
        "reason": "moved",
        "left_on": "2018-04-30",
    }
