"""A mentor and their mentorships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.training.domain.mentor import Mentor
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.training import (
    MentoringSessionLogged,
    MentorOffered,
    MentorshipEnd,
    MentorshipEnded,
    MentorshipStarted,
    MentorTopic,
)

TODAY = date(2018, 3, 1)
TOMORROW = TODAY + timedelta(days=1)
MEASUREMENT, SPREAD = MentorTopic.MEASUREMENT, MentorTopic.SPREAD


def mentor(capacity: int = 2, **more: Any) -> Mentor:
    told: dict[str, Any] = {"organisation": "BHSCT", "topics": [MEASUREMENT], "on": TODAY, "today": TODAY}
    return Mentor.offer(tenant="north", participant_id="mentor", capacity=capacity, **told | more)


def quiet(made: Mentor) -> Mentor:
    """With nothing recorded, as if it had just been loaded."""
    made.recorded.clear()
    return made


def start(made: Mentor, learner: str, mentorship_id: str = "", **more: Any) -> None:
    told: dict[str, Any] = {"organisation": None, "topics": [MEASUREMENT], "on": TODAY, "today": TODAY}
    made.start(mentorship_id=mentorship_id or f"with-{learner}", learner_id=learner, **told | more)


def events(made: Mentor) -> list[Any]:
    return [recorded.event for recorded in made.recorded]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_an_offer_tells_organisation_topics_and_capacity() -> None:
    made = mentor(3, topics=[SPREAD, MEASUREMENT, SPREAD])

    assert events(made) == [
        MentorOffered(
            participant_id="mentor",
            organisation="BHSCT",
            topics=(MEASUREMENT, SPREAD),
            capacity=3,
            offered_on=TODAY,
        )
    ]


def test_an_offer_without_a_topic_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        mentor(topics=[])
    assert code_of(refused) == "topics-needed"


@pytest.mark.parametrize("capacity", [-1, 21])
def test_a_capacity_below_0_or_above_20_is_refused(capacity: int) -> None:
    with pytest.raises(Invalid) as refused:
        mentor(capacity)
    assert code_of(refused) == "capacity-out-of-range"


def test_an_offer_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        mentor(on=TOMORROW)
    assert code_of(refused) == "day-to-come"


def test_a_mentorship_starts_and_tells_the_learners_organisation() -> None:
    made = quiet(mentor())

    start(made, "learner", organisation="NHSCT")

    assert events(made) == [
        MentorshipStarted(
            mentorship_id="with-learner",
            mentor_id="mentor",
            learner_id="learner",
            organisation="NHSCT",
            topics=(MEASUREMENT,),
            started_on=TODAY,
        )
    ]


def test_the_same_start_twice_is_one() -> None:
    made = mentor()
    start(made, "learner")
    quiet(made)

    start(made, "learner", on=TODAY - timedelta(days=1))

    assert (len(made.active), events(made)) == (1, [])


def test_an_id_of_another_mentorship_is_refused() -> None:
    made = mentor()
    start(made, "learner", "one")

    with pytest.raises(Invalid) as refused:
        start(made, "another", "one")
    assert code_of(refused) == "idempotency-key-reused"


def test_a_mentor_who_is_full_takes_nobody_more() -> None:
    made = mentor(1)
    start(made, "first")

    with pytest.raises(Refused) as refused:
        start(made, "second")
    assert code_of(refused) == "mentor-full"


def test_a_mentor_of_capacity_0_takes_nobody_new_and_goes_on_with_those_they_have() -> None:
    made = mentor(2)
    start(made, "first")
    made.change_terms(organisation="BHSCT", topics=[MEASUREMENT], capacity=0, on=TODAY)

    with pytest.raises(Refused) as refused:
        start(made, "second")

    assert code_of(refused) == "nobody-new"
    assert [one.learner_id for one in made.active] == ["first"]


def test_nobody_mentors_themselves() -> None:
    with pytest.raises(Refused) as refused:
        start(mentor(), "mentor")
    assert code_of(refused) == "mentor-of-oneself"


def test_a_pair_has_one_mentorship_under_way_and_may_begin_anew_after_it() -> None:
    made = mentor()
    start(made, "learner", "first")
    with pytest.raises(Refused) as refused:
        start(made, "learner", "second")
    made.end("first", reason=MentorshipEnd.COMPLETED, on=TODAY, today=TODAY)

    start(made, "learner", "second")

    assert code_of(refused) == "already-mentored"
    assert [one.id for one in made.active] == ["second"]


def test_a_mentorship_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        start(mentor(), "learner", on=TOMORROW)
    assert code_of(refused) == "day-to-come"


def test_other_terms_are_told_whole_and_the_same_terms_not_at_all() -> None:
    made = quiet(mentor(2))

    made.change_terms(organisation="BHSCT", topics=[MEASUREMENT], capacity=2, on=TODAY)
    unchanged = events(made)
    made.change_terms(organisation="BHSCT", topics=[SPREAD], capacity=5, on=TODAY)

    assert unchanged == []
    assert [(one.topics, one.capacity) for one in events(made)] == [((SPREAD,), 5)]


def test_a_capacity_below_those_being_mentored_is_refused() -> None:
    made = mentor(2)
    start(made, "first")
    start(made, "second")

    with pytest.raises(Refused) as refused:
        made.change_terms(organisation="BHSCT", topics=[MEASUREMENT], capacity=1, on=TODAY)
    assert (code_of(refused), made.capacity) == ("capacity-below-active", 2)


def test_a_meeting_is_kept_as_day_and_minutes_and_told() -> None:
    made = mentor()
    start(made, "learner", "one")
    quiet(made)

    made.log("one", meeting_id="m-1", held_on=TODAY, minutes=45, today=TODAY)
    made.log("one", meeting_id="m-1", held_on=TODAY, minutes=45, today=TODAY)

    assert made.mentorship("one").minutes == 45
    assert events(made) == [
        MentoringSessionLogged(
            mentorship_id="one", mentor_id="mentor", learner_id="learner", held_on=TODAY, minutes=45
        )
    ]


@pytest.mark.parametrize(
    ("held_on", "minutes", "code"),
    [
        (TODAY - timedelta(days=1), 45, "before-the-start"),
        (TOMORROW, 45, "day-to-come"),
        (TODAY, 4, "minutes-out-of-range"),
        (TODAY, 481, "minutes-out-of-range"),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(held_on: date, minutes: int, code: str) -> None:
    made = mentor()
    start(made, "learner", "one")

    with pytest.raises(Invalid) as refused:
        made.log("one", meeting_id="m", held_on=held_on, minutes=minutes, today=TODAY)
    assert code_of(refused) == code


def test_a_meeting_from_before_the_end_can_be_noted_after_it_and_a_later_one_cannot() -> None:
    made = mentor()
    start(made, "learner", "one", on=TODAY - timedelta(days=9))
    made.end("one", reason=MentorshipEnd.COMPLETED, on=TODAY - timedelta(days=2), today=TODAY)

    made.log("one", meeting_id="m-1", held_on=TODAY - timedelta(days=2), minutes=30, today=TODAY)
    with pytest.raises(Refused) as refused:
        made.log("one", meeting_id="m-2", held_on=TODAY, minutes=30, today=TODAY)

    assert code_of(refused) == "mentorship-over"
    assert made.mentorship("one").minutes == 30


def test_an_id_of_another_meeting_is_refused() -> None:
    made = mentor()
    start(made, "learner", "one")
    made.log("one", meeting_id="m", held_on=TODAY, minutes=45, today=TODAY)

    with pytest.raises(Invalid) as refused:
        made.log("one", meeting_id="m", held_on=TODAY, minutes=60, today=TODAY)
    assert code_of(refused) == "idempotency-key-reused"


def test_a_mentorship_ends_once_and_frees_its_place() -> None:
    made = mentor(1)
    start(made, "learner", "one")
    quiet(made)

    made.end("one", reason=MentorshipEnd.OWN_WISH, on=TODAY, today=TODAY)
    made.end("one", reason=MentorshipEnd.OWN_WISH, on=TODAY, today=TODAY)
    start(made, "another")

    assert [type(one) for one in events(made)] == [MentorshipEnded, MentorshipStarted]


def test_an_ended_mentorship_does_not_end_again_for_another_reason() -> None:
    made = mentor()
    start(made, "learner", "one")
    made.end("one", reason=MentorshipEnd.OWN_WISH, on=TODAY, today=TODAY)

    with pytest.raises(Refused) as refused:
        made.end("one", reason=MentorshipEnd.COMPLETED, on=TODAY, today=TODAY)
    assert code_of(refused) == "mentorship-over"


def test_a_mentorship_cannot_end_before_the_two_last_met_nor_on_a_day_to_come() -> None:
    made = mentor()
    start(made, "learner", "one", on=TODAY - timedelta(days=9))
    made.log("one", meeting_id="m", held_on=TODAY, minutes=45, today=TODAY)

    for day, code in ((TODAY - timedelta(days=1), "ended-too-early"), (TOMORROW, "day-to-come")):
        with pytest.raises(Invalid) as refused:
            made.end("one", reason=MentorshipEnd.COMPLETED, on=day, today=TODAY)
        assert code_of(refused) == code


def test_what_is_asked_of_an_unknown_mentorship_is_not_found() -> None:
    with pytest.raises(NotFound):
        mentor().end("nowhere", reason=MentorshipEnd.COMPLETED, on=TODAY, today=TODAY)


def test_a_mentor_who_leaves_ends_all_mentorships_and_takes_nobody_new() -> None:
    made = mentor(2)
    start(made, "first")
    start(made, "second")
    quiet(made)

    made.leave(MentorshipEnd.LEFT, TODAY)
    told = events(made)
    quiet(made).leave(MentorshipEnd.LEFT, TODAY)

    assert [type(one) for one in told] == [MentorshipEnded, MentorshipEnded, MentorOffered]
    assert {one.reason for one in told[:2]} == {MentorshipEnd.LEFT}
    assert (told[2].capacity, told[2].organisation) == (0, "BHSCT")
    assert events(made) == []


def test_an_erased_mentor_keeps_no_organisation() -> None:
    made = quiet(mentor(2))

    made.leave(MentorshipEnd.ERASED, TODAY)

    assert [(one.capacity, one.organisation) for one in events(made)] == [(0, None)]


def test_a_learner_who_is_gone_ends_their_own_mentorship_alone() -> None:
    made = mentor(2)
    start(made, "first")
    start(made, "second")
    quiet(made)

    made.part_from("first", MentorshipEnd.ERASED, TODAY)
    made.part_from("first", MentorshipEnd.ERASED, TODAY)

    assert [(one.learner_id, one.reason) for one in events(made)] == [("first", MentorshipEnd.ERASED)]
    assert [one.learner_id for one in made.active] == ["second"]


def test_who_left_before_their_last_meeting_was_noted_ends_on_the_day_of_that() -> None:
    made = mentor()
    start(made, "learner", "one")

    made.part_from("learner", MentorshipEnd.LEFT, TODAY - timedelta(days=30))

    assert made.mentorship("one").ended_on == TODAY


def test_a_mentor_who_moves_is_told_with_the_new_organisation() -> None:
    made = quiet(mentor())

    made.move("NHSCT", TODAY)
    made.move("NHSCT", TODAY)

    assert [one.organisation for one in events(made)] == ["NHSCT"]
