"""A mentor mentors on other terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.training.commands.people import Directory
from services.training.commands.taking_part import member_of_q
from services.training.domain.mentor import Mentor
from shared.contracts.training import MentorTopic
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeMentorTerms:
    """Which topics and how many people at a time, from now on."""

    mentor_id: str
    topics: Sequence[MentorTopic]
    capacity: int
    on: date
    expected: int


async def change_mentor_terms(command: ChangeMentorTerms, mentors: Store[Mentor], people: Directory) -> Saved:
    """Changes the terms, for somebody who is a member of Q still.

    Raises:
        NotFound: there is no such mentor.
        Invalid: they take part no longer, or a rule about mentors.
        Refused: they are no member of Q, or have more mentorships than that.
        Stale: somebody else changed it meanwhile.
    """
    await mentors.load(command.mentor_id)
    person = await member_of_q(command.mentor_id, people)

    def decide(mentor: Mentor) -> None:
        mentor.change_terms(
            organisation=person.organisation,
            topics=command.topics,
            capacity=command.capacity,
            on=command.on,
        )

    return await change(mentors, command.mentor_id, decide, command.expected)
