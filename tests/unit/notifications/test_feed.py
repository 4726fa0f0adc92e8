"""Whom events concern, and what waits for whom."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.feed import (
    NOT_THEIR_EMPLOYERS,
    Concern,
    Settled,
    Waiting,
    concern_of,
    settle,
)
from shared.contracts.event import Event
from shared.contracts.registration import (
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    ParticipantChanged,
    ParticipantJoined,
    ProjectStarted,
)
from shared.contracts.training import (
    EnrolmentWithdrawn,
    MentoringSessionLogged,
    SessionCancelled,
    SessionChanged,
    SessionScheduled,
)


def _made(kind: type[Event], **more: Any) -> Event:
    return kind.model_validate(kind.example | more)


def _about(event_id: str, *people: str, subject: str = "session/s") -> Waiting:
    return Waiting(id=event_id, subject=subject, concern=Concern(whose=people))


def _belongs(event_id: str, who: str, code: str | None) -> Waiting:
    concern = Concern(organisations=(code,) if code else (), whose=(who,), belongs=who)
    return Waiting(id=event_id, subject=f"participant/{who}", concern=concern)


def test_an_event_concerns_the_organisation_that_it_names() -> None:
    assert concern_of(_made(ProjectStarted, organisation="BHSCT")).organisations == ("BHSCT",)
    assert concern_of(_made(SessionScheduled)).organisations == ("BRC",)


def test_an_event_about_people_concerns_their_organisations() -> None:
    withdrawn = _made(EnrolmentWithdrawn, participant_id="p-1")
    assert concern_of(withdrawn) == Concern(whose=("p-1",))
    logged = _made(MentoringSessionLogged, mentor_id="p-1", learner_id="p-2")
    assert concern_of(logged).whose == ("p-1", "p-2")


@pytest.mark.parametrize("kind", NOT_THEIR_EMPLOYERS, ids=lambda kind: kind.__name__)
def test_what_is_between_somebody_and_the_collaborative_concerns_no_organisation(kind: type[Event]) -> None:
    assert concern_of(_made(kind)) == Concern()


def test_an_event_tells_to_whom_somebody_belongs_from_then_on() -> None:
    joined = concern_of(_made(ParticipantJoined, participant_id="p-1", organisation="BHSCT"))
    assert (joined.belongs, joined.organisations) == ("p-1", ("BHSCT",))
    settled = settle([_belongs("1", "p-1", "BHSCT"), _about("2", "p-1")], {})
    assert settled.numbered == [("1", ("BHSCT",)), ("2", ("BHSCT",))]
    assert settled.belongs == {"p-1": "BHSCT"}


def test_who_moves_concerns_the_old_organisation_and_the_new_one() -> None:
    moved = concern_of(_made(ParticipantChanged, participant_id="p-1", organisation="SHSCT"))
    settled = settle(
        [Waiting(id="2", subject="participant/p-1", concern=moved), _about("3", "p-1")], {"p-1": "BHSCT"}
    )
    assert settled.numbered == [("2", ("SHSCT", "BHSCT")), ("3", ("SHSCT",))]


def test_a_college_and_a_host_are_told_of_their_own_session_and_meeting_to_its_end() -> None:
    session = [_made(kind, session_id="s") for kind in (SessionScheduled, SessionChanged, SessionCancelled)]
    meeting = [
        _made(kind, meeting_id="m", organisation="BHSCT")
        for kind in (MeetingScheduled, MeetingChanged, MeetingCancelled)
    ]
    waiting = [
        Waiting(id=f"{at}", subject=subject, concern=concern_of(event))
        for subject, events in (("session/s", session), ("meeting/m", meeting))
        for at, event in enumerate(events, start=len(subject) * 10)
    ]
    settled = settle(waiting, {})
    assert [concerned for _, concerned in settled.numbered] == [("BRC",)] * 3 + [("BHSCT",)] * 3
    assert settled.belongs == {"session/s": "BRC", "meeting/m": "BHSCT"}


def test_a_session_that_began_before_the_feed_did_waits_for_nobody() -> None:
    cancelled = concern_of(_made(SessionCancelled, session_id="s"))
    settled = settle([Waiting(id="1", subject="session/s", concern=cancelled)], {})
    assert (settled.numbered, settled.aside) == ([("1", ())], {})


def test_somebody_without_organisation_concerns_none() -> None:
    assert settle([_about("1", "p-1")], {"p-1": None}).numbered == [("1", ())]


def test_what_is_about_somebody_unknown_waits_and_what_follows_it_waits_behind_it() -> None:
    settled = settle(
        [_about("1", "p-1"), _about("2"), _about("1", "p-2", subject="session/t")], {"p-2": "BHSCT"}
    )
    assert settled.aside == {"1": "p-1", "2": "p-1"}
    assert settled.numbered == [("1", ("BHSCT",))]


def test_whatever_registration_tells_of_somebody_makes_them_known() -> None:
    left = _about("p#3", "p-1", subject="participant/p-1")
    settled = settle([left, _about("2", "p-1")], {})
    assert settled.came_to_be_known == {"p-1"}
    assert settled.numbered == [("p#3", ()), ("2", ())]


_PEOPLE = st.sampled_from(["p-1", "p-2", "p-3"])
_EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("about"), _PEOPLE, st.sampled_from(["session/s", "session/t"])),
        st.tuples(st.just("belongs"), _PEOPLE, st.sampled_from(["A", "B"])),
    ),
    max_size=25,
)


@given(_EVENTS)
def test_whatever_comes_nothing_is_lost_and_each_subject_keeps_its_order(
    told: list[tuple[str, str, str]],
) -> None:
    left = [
        _about(str(at), who, subject=third) if what == "about" else _belongs(str(at), who, third)
        for at, (what, who, third) in enumerate(told)
    ]
    subjects = {one.id: one.subject for one in left}
    known: dict[str, str | None] = {}
    numbered: list[str] = []
    while True:  # as the worker does, until nothing more can be numbered
        settled: Settled = settle(left, known)
        assert {one.id for one in left} == {one for one, _ in settled.numbered} | settled.aside.keys()
        known |= settled.belongs
        numbered += [one for one, _ in settled.numbered]
        left = [one for one in left if one.id in settled.aside]
        if not settled.numbered:
            break
    assert all(who not in known for who in settle(left, known).aside.values())
    for subject in set(subjects.values()):
        order = [int(one) for one in numbered if subjects[one] == subject]
        assert order == sorted(order)
