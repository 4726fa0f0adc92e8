"""What makes up a participant: how they take part, what they agreed to, how they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.contracts.refusal import Invalid
from shared.contracts.registration import ContactChannel, QiExperience, RecordedBy, Role


class ParticipantState(StrEnum):
    """Whether somebody takes part."""

    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True)
class Part:
    """How somebody takes part.

    Raises:
        Invalid: a professional without an organisation.
    """

    role: Role
    organisation: str | None = None
    cohort: str | None = None
    qi_experience: QiExperience = QiExperience.NONE

    def __post_init__(self) -> None:
        if self.role is Role.PROFESSIONAL and not self.organisation:
            raise Invalid("organisation-needed", "A professional works for an organisation: name its code.")


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A person's private details, as far as this side of the seal may know them."""

    details: bytes
    """All of them, readable only with the person's own key; empty once erased."""

    email_index: str | None
    """Tells whether two people gave the same e-mail address, without telling the address."""

    contact: bytes = b""
    """Those by which they can be reached; empty unless they consent to being contacted."""


@dataclass(kw_only=True)
class Consent:
    """What somebody has said about one purpose, and who wrote it down."""

    given: bool
    recorded_by: RecordedBy
    changed_on: date


class Reach(NamedTuple):
    """How somebody can be reached: by which channel, and the sealed addresses."""

    channel: ContactChannel
    contact: bytes
