"""How a partner's message is answered: one answer for each, and the same one however often it is sent."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.partners.message import PartnerMessage


class Accepted(PartnerMessage, direction="out"):
    """It was done, or was so already."""

    answers: str = Field(max_length=100)
    """The ``ce_id`` of the message."""

    participant_id: str | None = Field(None, max_length=64)
    """Whom it was about; name them so from now on."""

    example: ClassVar[dict[str, Any]] = {
        "answers": "hr-2018-000123",
        "participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
    }


class Rejected(PartnerMessage, direction="out"):
    """Nothing was done. To try again, send another message with an id of its own."""

    answers: str | None = Field(None, max_length=100)
    """The ``ce_id`` of the message, if it has a usable one."""

    reason: str = Field(max_length=60)
    """A code for programs, which never changes its meaning."""

    sentence: str = Field(max_length=300)
    """The same for people. It never repeats what was sent."""

    fields: tuple[str, ...] = ()
    """Which fields of the value are not as they should be, if that is the reason."""

    partition: int = Field(ge=0)
    """Where the message was found on the partner's topic."""

    offset: int = Field(ge=0)

    example: ClassVar[dict[str, Any]] = {
        "answers": "hr-2018-000124",
        "reason": "no-such-staff",
        "sentence": "Nobody of your staff who takes part is known so. Say StaffJoined first.",
        "fields": [],
        "partition": 0,
        "offset": 41,
    }
