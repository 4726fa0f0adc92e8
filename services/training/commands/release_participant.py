"""Somebody takes part no longer: what rests on them in mentoring and offers comes to its end."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.training.domain.mentor import Mentor
from services.training.domain.offer import Offer
from shared.contracts.training import MentorshipEnd
from shared.persistence.changing import save_if_changed
from shared.persistence.store import Store, each


@dataclass(frozen=True, kw_only=True)
class ReleaseParticipant:
    """Who, why and since when; the reason is that they left or were erased."""

    participant_id: str
    reason: MentorshipEnd
    on: date


async def release_participant(
    command: ReleaseParticipant, mentors: Store[Mentor], offers: Store[Offer]
) -> None:
    """Ends their mentorships on both sides, takes back what they offered and, if erased, what they wrote.

    Doing it again changes nothing.
    """
    mentor = await mentors.find(command.participant_id)
    if mentor is not None:
        before = deepcopy(mentor)
        mentor.leave(command.reason, command.on)
        await save_if_changed(mentors, mentor, before)
    async for other in each(mentors, {"mentorships.learner_id": command.participant_id}):
        before = deepcopy(other)
        other.part_from(command.participant_id, command.reason, command.on)
        await save_if_changed(mentors, other, before)
    async for offer in each(offers, {"participant_id": command.participant_id}):
        unchanged = deepcopy(offer)
        if command.reason is MentorshipEnd.ERASED:
            offer.forget(command.on)
        else:
            offer.withdraw(command.on)
        await save_if_changed(offers, offer, unchanged)
