"""A mentorship is over."""

from __future__ import annotations

from collections.abc import Set as AnySet
from dataclasses import dataclass
from datetime import date

from services.training.domain.mentor import Mentor
from shared.contracts.refusal import Forbidden, NotFound
from shared.contracts.training import MentorshipEnd
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class EndMentorship:
    """Which one, and why.

    ``only_of`` are the participants for whom the caller may speak; None means everybody.
    """

    mentor_id: str
    mentorship_id: str
    reason: MentorshipEnd
    on: date
    today: date
    only_of: AnySet[str] | None


async def end_mentorship(command: EndMentorship, mentors: Store[Mentor]) -> Saved:
    """Ends it; the same request again changes nothing.

    Raises:
        NotFound: there is no such mentor or mentorship.
        Forbidden: it is none of the caller's; nor do they learn whether there is one.
        Invalid, Refused: a rule about mentorships.
    """

    def decide(mentor: Mentor) -> None:
        if command.only_of is not None:
            learner_id = mentor.mentorship(command.mentorship_id).learner_id
            if command.only_of.isdisjoint({mentor.id, learner_id}):
                raise _not_your_own()
        mentor.end(command.mentorship_id, reason=command.reason, on=command.on, today=command.today)

    try:
        return await change(mentors, command.mentor_id, decide)
    except NotFound:
        if command.only_of is None or command.mentor_id in command.only_of:
            raise
        raise _not_your_own() from None


def _not_your_own() -> Forbidden:
    return Forbidden("not-your-own", "Your role lets you reach only what is your own.")
