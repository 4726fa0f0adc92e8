"""Which mentors to suggest to a learner, in which order, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.contracts.training import MentorTopic

_WORDS = {
    MentorTopic.QI_METHODS: "methods of quality improvement",
    MentorTopic.MEASUREMENT: "measurement",
    MentorTopic.COPRODUCTION: "co-production",
    MentorTopic.FACILITATION: "facilitation",
    MentorTopic.CHANGE_IDEAS: "change ideas",
    MentorTopic.SPREAD: "spread",
    MentorTopic.LEADERSHIP: "leadership",
    MentorTopic.STORYTELLING: "storytelling",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A mentor as the ranking sees them.

    Args:
        trust: the Trust of their organisation, or the organisation if it belongs to none.
        learners: whom they are mentoring.
    """

    mentor_id: str
    trust: str | None
    topics: Collection[MentorTopic]
    learners: Collection[str]
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A mentor who has a place free, and what speaks for them."""

    mentor_id: str
    same_trust: bool
    shared_topics: Sequence[MentorTopic]
    active: int
    capacity: int
    asked: bool = True
    """Whether any topic was asked for."""

    @property
    def order(self) -> tuple[bool, int, Fraction, str]:
        """Same Trust, then shared topics, then load, then id: no two suggestions are alike in it."""
        load = Fraction(self.active, self.capacity)
        return (not self.same_trust, -len(self.shared_topics), load, self.mentor_id)

    @property
    def sentence(self) -> str:
        """Why they are suggested, in plain English."""
        told = ["In the same Trust" if self.same_trust else "In another Trust or organisation"]
        if self.asked:
            topics = ", ".join(_WORDS[topic] for topic in self.shared_topics)
            told.append(f"can help with {topics}" if topics else "offers none of the topics asked for")
        people = "1 person" if self.active == 1 else f"{self.active or 'no'} people"
        told.append(f"mentors {people} now and has room for {self.capacity - self.active} more.")
        return "; ".join(told)


def suggest(
    candidates: Iterable[Candidate], *, learner_id: str, trust: str | None, topics: Collection[MentorTopic]
) -> list[Suggestion]:
    """Those with a place free, the best first; neither the learner nor whoever mentors them already.

    Args:
        trust: the learner's, as in ``Candidate``.
        topics: what the learner would like help with.
    """
    suggestions = [
        Suggestion(
            mentor_id=one.mentor_id,
            same_trust=trust is not None and one.trust == trust,
            shared_topics=[topic for topic in MentorTopic if topic in topics and topic in one.topics],
            active=len(one.learners),
            capacity=one.capacity,
            asked=bool(topics),
        )
        for one in candidates
        if len(one.learners) < one.capacity and learner_id not in (one.mentor_id, *one.learners)
    ]
    return sorted(suggestions, key=lambda suggestion: suggestion.order)
