"""Which mentors a learner could have."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.training.commands.organisations import known_organisations
from services.training.commands.people import Directory
from services.training.commands.taking_part import taking_part
from services.training.domain.mentor import Mentor
from services.training.domain.mentor_suggestion import Candidate, Suggestion, suggest
from services.training.domain.organisations import Organisations
from shared.contracts.training import MentorTopic
from shared.persistence.store import Store, each

MOST = 20


async def suggest_mentors(
    tenant: str,
    learner_id: str,
    topics: Collection[MentorTopic],
    mentors: Store[Mentor],
    people: Directory,
    organisations: Directory,
) -> Sequence[Suggestion]:
    """The best twenty at most, of those who have a place free.

    Raises:
        Invalid: the learner does not take part.
    """
    learner = await taking_part(learner_id, people)
    known = await known_organisations(tenant, organisations)
    trust = known.trust_of(learner.organisation)
    best: list[Suggestion] = []
    async for mentor in each(mentors, {"capacity": {"$gt": 0}}):
        found = suggest([_candidate(mentor, known)], learner_id=learner_id, trust=trust, topics=topics)
        best = sorted([*best, *found], key=lambda suggestion: suggestion.order)[:MOST]
    return best


def _candidate(mentor: Mentor, organisations: Organisations) -> Candidate:
    return Candidate(
        mentor_id=mentor.id,
        trust=organisations.trust_of(mentor.organisation),
        topics=mentor.topics,
        learners=[mentorship.learner_id for mentorship in mentor.active],
        capacity=mentor.capacity,
    )
