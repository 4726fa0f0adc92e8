"""The mentorships that a learner has and had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.training.domain.mentor import Mentor
from services.training.domain.mentorship import Mentorship
from shared.persistence.store import Store


@dataclass(frozen=True, slots=True)
class WithMentor:
    """A mentorship, and whose it is."""

    mentor_id: str
    mentorship: Mentorship


async def mentorships_of(
    learner_id: str, mentors: Store[Mentor], limit: int, after: Sequence[str] = ()
) -> tuple[Sequence[WithMentor], str]:
    """Those with up to ``limit`` mentors, in order of the mentors' ids, and the id to go on after."""
    found = await mentors.page({"mentorships.learner_id": learner_id}, limit + 1, after)
    shown = [
        WithMentor(mentor.id, mentorship)
        for mentor in found[:limit]
        for mentorship in mentor.mentorships
        if mentorship.learner_id == learner_id
    ]
    return shown, found[limit - 1].id if len(found) > limit else ""
