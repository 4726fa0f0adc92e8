"""A member of Q offers to mentor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.training.commands.organisations import check_open
from services.training.commands.people import Directory
from services.training.commands.taking_part import member_of_q
from services.training.domain.mentor import Mentor
from shared.contracts.refusal import Refused
from shared.contracts.training import MentorTopic
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class OfferToMentor:
    """Who, what with, and how many at a time.

    ``fingerprint`` tells a repeated request from another one that uses the same Idempotency-Key.
    """

    tenant: str
    participant_id: str
    topics: Sequence[MentorTopic]
    capacity: int
    on: date
    today: date
    fingerprint: str


async def offer_to_mentor(
    command: OfferToMentor, mentors: Store[Mentor], people: Directory, organisations: Directory
) -> Saved:
    """Adds a mentor; a repeated request finds the one it made.

    Raises:
        Invalid: they do not take part, or a rule about mentors.
        Refused: the collaborative is archived, they are no member of Q, or mentor already.
    """
    await check_open(command.tenant, organisations)
    person = await member_of_q(command.participant_id, people)
    mentor = Mentor.offer(
        tenant=command.tenant,
        participant_id=person.id,
        organisation=person.organisation,
        topics=command.topics,
        capacity=command.capacity,
        on=command.on,
        today=command.today,
    )
    # The id is the person's, so the key does not make it: another request may find it taken.
    taken = await mentors.made_by(person.id)
    if taken is not None and (not command.fingerprint or taken != command.fingerprint):
        raise Refused("mentors-already", "They offer to mentor already: change their terms instead.")
    return await create(mentors, mentor, command.fingerprint)
