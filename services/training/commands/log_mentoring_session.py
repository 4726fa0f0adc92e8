"""A mentor and a learner have met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.domain.mentor import Mentor
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class LogMentoringSession:
    """When, and for how long; no more than that is kept."""

    meeting_id: str
    mentor_id: str
    mentorship_id: str
    held_on: date
    minutes: int
    today: date


async def log_mentoring_session(command: LogMentoringSession, mentors: Store[Mentor]) -> Saved:
    """Notes the meeting; the same request again changes nothing.

    Raises:
        NotFound: there is no such mentor or mentorship.
        Invalid, Refused: a rule about mentorships.
    """

    def decide(mentor: Mentor) -> None:
        mentor.log(
            command.mentorship_id,
            meeting_id=command.meeting_id,
            held_on=command.held_on,
            minutes=command.minutes,
            today=command.today,
        )

    return await change(mentors, command.mentor_id, decide)
