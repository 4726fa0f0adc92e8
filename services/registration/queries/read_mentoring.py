"""Who somebody's mentors are, and whom they mentor, by name: for that person alone, and while it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.registration.commands.ports import Vault
from services.registration.domain.participant import Participant
from services.registration.domain.person import ParticipantState
from services.registration.queries.read_participant import look_up
from shared.persistence.read_model import Pages, every
from shared.persistence.store import Reader, Store


class MentoringPart(StrEnum):
    """What somebody is in a mentorship."""

    MENTOR = "mentor"
    LEARNER = "learner"


type Mentorships = Pages
"""One tenant's mentorships that are under way."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A mentorship of somebody's: the other of the two, and what the other is in it."""

    mentorship_id: str
    other_id: str
    part: MentoringPart

    @classmethod
    def of(cls, document: Mapping[str, Any], own: str) -> Paired:
        """As one of the two sees it."""
        mentor, learner = document["people"]
        mentorship_id = str(document["id"]).rpartition("/")[2]
        if own == learner:
            return cls(mentorship_id, mentor, MentoringPart.MENTOR)
        return cls(mentorship_id, learner, MentoringPart.LEARNER)


@dataclass(frozen=True, slots=True)
class Introduced:
    """The same with the other's name."""

    paired: Paired
    name: str = field(repr=False)


async def paired_with(participant_id: str, mentorships: Mentorships) -> list[Paired]:
    """All the mentorships that somebody has, a page at a time."""
    found = every(mentorships, {"people": participant_id})
    return [Paired.of(one, participant_id) async for one in found]


async def read_mentoring(
    tenant: str,
    participant_id: str,
    limit: int,
    after: str,
    mentorships: Mentorships,
    participants: Store[Participant],
    vault: Vault,
) -> tuple[list[Introduced], str]:
    """Up to ``limit`` of the mentorships that somebody has, and where to go on after, empty at the end.

    Told is nothing to whoever does not take part, and nobody who takes part no longer, or whose name opens no
    more: that holds at once, also before training has heard of it and has ended the mentorship.
    """
    if not await _takes_part(participant_id, participants):
        return [], ""
    found, following = await mentorships.page({"people": participant_id}, limit, after)
    paired = [Paired.of(one, participant_id) for one in found]
    names = await _names(tenant, [one.other_id for one in paired], participants, vault)
    told = [Introduced(one, names[one.other_id]) for one in paired if one.other_id in names]
    return told, following


async def _takes_part(participant_id: str, participants: Reader[Participant]) -> bool:
    person = await participants.find(participant_id)
    return person is not None and person.state is ParticipantState.JOINED


async def _names(
    tenant: str, participant_ids: Sequence[str], participants: Store[Participant], vault: Vault
) -> Mapping[str, str]:
    shown = await look_up(tenant, participant_ids, participants, vault) if participant_ids else []
    taking_part = [one for one in shown if one.participant.state is ParticipantState.JOINED]
    named = {one.participant.id: one.text("name") for one in taking_part}
    return {participant_id: name for participant_id, name in named.items() if name}
