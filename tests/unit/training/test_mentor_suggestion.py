"""Which mentors are suggested, in which order, and how each explains itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.mentor_suggestion import Candidate, Suggestion, suggest
from shared.contracts.training import MentorTopic

MEASUREMENT, SPREAD, LEADERSHIP = MentorTopic.MEASUREMENT, MentorTopic.SPREAD, MentorTopic.LEADERSHIP


def candidate(
    mentor_id: str,
    *,
    trust: str | None = "BHSCT",
    topics: Sequence[MentorTopic] = (),
    learners: int = 0,
    capacity: int = 3,
) -> Candidate:
    return Candidate(
        mentor_id=mentor_id,
        trust=trust,
        topics=topics,
        learners=[f"{mentor_id}-{number}" for number in range(learners)],
        capacity=capacity,
    )


def suggested(
    *candidates: Candidate, trust: str | None = "BHSCT", topics: Sequence[MentorTopic] = ()
) -> list[Suggestion]:
    return suggest(candidates, learner_id="learner", trust=trust, topics=topics)


def ids(suggestions: Sequence[Suggestion]) -> list[str]:
    return [one.mentor_id for one in suggestions]


def test_the_same_trust_comes_before_shared_topics() -> None:
    here, elsewhere = candidate("z"), candidate("a", trust="NHSCT", topics=[MEASUREMENT, SPREAD])

    assert ids(suggested(elsewhere, here, topics=[MEASUREMENT, SPREAD])) == ["z", "a"]


def test_shared_topics_come_before_load() -> None:
    busy = candidate("z", topics=[MEASUREMENT], learners=2)
    free = candidate("a", topics=[LEADERSHIP])

    assert ids(suggested(free, busy, topics=[MEASUREMENT])) == ["z", "a"]


def test_of_those_who_share_as_many_topics_the_one_with_the_lower_load_comes_first() -> None:
    half, third = candidate("a", learners=1, capacity=2), candidate("b", learners=1, capacity=3)

    assert ids(suggested(half, third)) == ["b", "a"]


def test_what_is_alike_in_everything_is_ordered_by_id() -> None:
    assert ids(suggested(candidate("b"), candidate("a"))) == ["a", "b"]


def test_nobody_without_an_organisation_is_in_the_same_trust() -> None:
    assert [one.same_trust for one in suggested(candidate("a", trust=None), trust=None)] == [False]


def test_a_learner_is_suggested_neither_themselves_nor_who_mentors_them_already() -> None:
    already = Candidate(mentor_id="m", trust=None, topics=[], learners=["learner"], capacity=5)

    assert suggested(candidate("learner"), already) == []


def test_a_suggestion_explains_itself() -> None:
    one = suggested(candidate("a", topics=[SPREAD, MEASUREMENT], learners=1), topics=[MEASUREMENT, SPREAD])[0]

    assert (one.same_trust, one.shared_topics, one.active, one.capacity) == (
        True,
        [MEASUREMENT, SPREAD],
        1,
        3,
    )
    assert one.sentence == (
        "In the same Trust; can help with measurement, spread; mentors 1 person now and has room for 2 more."
    )


def test_a_suggestion_without_trust_or_topic_says_so() -> None:
    one = suggested(candidate("a", trust="NHSCT"), topics=[SPREAD])[0]

    assert one.sentence == (
        "In another Trust or organisation; offers none of the topics asked for; "
        "mentors no people now and has room for 3 more."
    )


def test_of_topics_nothing_is_said_where_none_was_asked_for() -> None:
    one = suggested(candidate("a"), topics=[])[0]

    assert one.sentence == "In the same Trust; mentors no people now and has room for 3 more."


TOPICS = st.frozensets(st.sampled_from(MentorTopic))
TRUSTS = st.sampled_from(["BHSCT", "NHSCT", None])
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        mentor_id=st.sampled_from([*"abcdefgh", "learner"]),
        trust=TRUSTS,
        topics=TOPICS,
        learners=st.frozensets(st.sampled_from([*"uvwxyz", "learner"]), max_size=4),
        capacity=st.integers(0, 4),
    ),
    unique_by=lambda one: one.mentor_id,
)


@given(candidates=CANDIDATES, trust=TRUSTS, topics=TOPICS, shuffle=st.randoms(use_true_random=False))
def test_the_order_is_total_and_nobody_full_is_ever_suggested(
    candidates: list[Candidate], trust: str | None, topics: frozenset[MentorTopic], shuffle: Random
) -> None:
    found = suggest(candidates, learner_id="learner", trust=trust, topics=topics)
    shuffled = list(candidates)
    shuffle.shuffle(shuffled)

    assert all(one.active < one.capacity for one in found)
    assert suggest(shuffled, learner_id="learner", trust=trust, topics=topics) == found
    orders = [one.order for one in found]
    assert all(earlier < later for earlier, later in pairwise(orders))
    free = {
        one.mentor_id
        for one in candidates
        if len(one.learners) < one.capacity and "learner" not in (one.mentor_id, *one.learners)
    }
    assert set(ids(found)) == free
