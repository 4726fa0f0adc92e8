"""Somebody has another role, organisation, cohort or experience."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import Collaboratives
from services.registration.domain.participant import Participant
from services.registration.domain.person import Part
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangePart:
    """Who, what they are now, and since which day; ``expected`` is the version that was seen."""

    tenant: str
    participant_id: str
    part: Part
    on: date
    expected: int | None


async def change_part(
    command: ChangePart, participants: Store[Participant], collaboratives: Collaboratives
) -> Saved:
    """Changes how somebody takes part.

    Raises:
        NotFound: there is no such participant here.
        Stale: somebody else changed them since.
        Refused: they are erased.
        Invalid: the organisation is none of the collaborative's.
    """
    await collaboratives.existing(command.tenant, command.part.organisation)
    return await change(
        participants,
        command.participant_id,
        lambda one: one.change_part(command.part, command.on),
        command.expected,
    )
