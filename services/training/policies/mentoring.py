"""Whenever registration tells of somebody: what that means for mentoring and for offers of help."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date

from services.training.commands.release_participant import ReleaseParticipant, release_participant
from services.training.domain.mentor import Mentor
from services.training.kinds import MENTORS, OFFERS
from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantErased,
    ParticipantLeft,
    QJourney,
    QJourneyChanged,
)
from shared.contracts.training import MentorshipEnd
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work
from shared.persistence.changing import save_if_changed


async def release_who_left(event: ParticipantLeft, _: Envelope, work: Work) -> None:
    """Their mentorships end on both sides, and what they offered is off; back again, they may offer anew."""
    await _release(event.participant_id, MentorshipEnd.LEFT, event.left_on, work)


async def release_who_was_erased(event: ParticipantErased, _: Envelope, work: Work) -> None:
    """The same, and what they wrote goes."""
    await _release(event.participant_id, MentorshipEnd.ERASED, event.erased_on, work)


async def follow_mentor(event: ParticipantChanged, _: Envelope, work: Work) -> None:
    """A mentor works elsewhere: suggestions look for the same Trust."""
    await _change_mentor(
        event.participant_id, lambda mentor: mentor.move(event.organisation, event.changed_on), work
    )


async def stop_who_is_in_q_no_longer(event: QJourneyChanged, _: Envelope, work: Work) -> None:
    """Only members of Q mentor: one who is none any more goes on with those they have."""
    if event.journey is not QJourney.MEMBER:
        await _change_mentor(
            event.participant_id, lambda mentor: mentor.take_nobody_new(event.changed_on), work
        )


async def _change_mentor(participant_id: str, decide: Callable[[Mentor], None], work: Work) -> None:
    mentors = work.aggregates(MENTORS)
    mentor = await mentors.find(participant_id)
    if mentor is not None:
        before = deepcopy(mentor)
        decide(mentor)
        await save_if_changed(mentors, mentor, before)


async def _release(participant_id: str, reason: MentorshipEnd, on: date, work: Work) -> None:
    command = ReleaseParticipant(participant_id=participant_id, reason=reason, on=on)
    await release_participant(command, work.aggregates(MENTORS), work.aggregates(OFFERS))


MENTORING = (
    Policy(ParticipantLeft, release_who_left),
    Policy(ParticipantErased, release_who_was_erased),
    Policy(ParticipantChanged, follow_mentor),
    Policy(QJourneyChanged, stop_who_is_in_q_no_longer),
)
