"""A mentor and a learner begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.training.commands.organisations import check_open
from services.training.commands.people import Directory
from services.training.commands.taking_part import member_of_q, taking_part
from services.training.domain.mentor import Mentor
from shared.contracts.training import MentorTopic
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class StartMentorship:
    """Who begins with whom, and on what."""

    tenant: str
    mentorship_id: str
    mentor_id: str
    learner_id: str
    topics: Sequence[MentorTopic]
    on: date
    today: date


async def start_mentorship(
    command: StartMentorship, mentors: Store[Mentor], people: Directory, organisations: Directory
) -> Saved:
    """Starts it, if the mentor has a place free; the same request again changes nothing.

    Raises:
        NotFound: there is no such mentor.
        Invalid: one of the two takes part no longer, or the day is to come.
        Refused: the collaborative is archived, or a rule about mentors.
    """
    await check_open(command.tenant, organisations)
    await mentors.load(command.mentor_id)
    await member_of_q(command.mentor_id, people)
    learner = await taking_part(command.learner_id, people)

    def decide(mentor: Mentor) -> None:
        mentor.start(
            mentorship_id=command.mentorship_id,
            learner_id=learner.id,
            organisation=learner.organisation,
            topics=command.topics,
            on=command.on,
            today=command.today,
        )

    return await change(mentors, command.mentor_id, decide)
