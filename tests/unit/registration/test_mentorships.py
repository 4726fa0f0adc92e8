"""Who mentors whom, as registration follows it from training's events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.registration.definition import REGISTRATION
from shared.contracts.event import Event
from shared.contracts.training import MentorshipEnd, MentorshipEnded, MentorshipStarted
from shared.messaging.arrival import Arrival, arrival_of
from shared.messaging.plan import plan
from shared.persistence.database import Document
from shared.persistence.inbox import UNKNOWN, Mark
from tests.support.backbone import TENANT, message_of, record_of

_DAY = date(2018, 6, 1)


class Shown:
    """What the read model holds: each plan is carried out to the letter."""

    def __init__(self) -> None:
        self._routes = REGISTRATION.routes()
        self._marks: dict[str, Mark] = {}
        self.documents: dict[str, Document] = {}

    def take(self, batch: Sequence[Arrival]) -> None:
        marks = {one.mark_id: self._marks.get(one.mark_id, UNKNOWN) for one in batch}
        todo = plan(self._routes, batch, marks, {})
        assert todo.holds == []
        self._marks |= todo.after
        for document_id, write in todo.writes.get("mentorships", {}).items():
            if write.removed:
                self.documents.pop(document_id, None)
            if write.fields is not None:
                self.documents.setdefault(document_id, {}).update(write.fields)


def _started(mentorship: str, mentor: str = "mentor", learner: str = "learner") -> Event:
    return MentorshipStarted(
        mentorship_id=mentorship,
        mentor_id=mentor,
        learner_id=learner,
        organisation=None,
        topics=(),
        started_on=_DAY,
    )


def _ended(mentorship: str, mentor: str = "mentor", learner: str = "learner") -> Event:
    return MentorshipEnded(
        mentorship_id=mentorship,
        mentor_id=mentor,
        learner_id=learner,
        reason=MentorshipEnd.COMPLETED,
        ended_on=_DAY,
    )


def _told(events: Iterable[Event], mentor: str = "mentor") -> list[Arrival]:
    """As training tells them of one mentor, from the first."""
    records = (record_of(event, mentor, at) for at, event in enumerate(events, start=1))
    return [arrival_of(message_of(record), "training") for record in records]


def test_each_mentorship_is_a_document_of_its_own_that_names_both_the_mentor_first() -> None:
    shown = Shown()

    shown.take(_told([_started("one", learner="ann"), _started("two", learner="bob")]))

    assert shown.documents == {
        f"{TENANT}/mentor/one": {"tenant": TENANT, "people": ["mentor", "ann"]},
        f"{TENANT}/mentor/two": {"tenant": TENANT, "people": ["mentor", "bob"]},
    }


def test_what_has_ended_is_gone_and_the_mentors_others_go_on() -> None:
    shown = Shown()
    told = _told([_started("one", learner="ann"), _started("two", learner="bob"), _ended("one")])

    shown.take(told)

    assert set(shown.documents) == {f"{TENANT}/mentor/two"}


def test_a_start_that_comes_again_after_the_end_brings_nothing_back() -> None:
    shown = Shown()
    told = _told([_started("one"), _ended("one")])

    for batch in (told, told[:1], told):
        shown.take(batch)

    assert shown.documents == {}


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.integers(1, 12))
def test_there_is_a_document_for_each_that_goes_on_and_for_no_other_however_events_are_cut_into_batches(
    turns: list[str], size: int
) -> None:
    running: set[str] = set()
    events: list[Event] = []
    for at, learner in enumerate(turns):
        # A learner begins, and the next time ends what they began; each beginning has an id of its own.
        mine = next((one for one in running if one[0] == learner), None)
        events.append(_ended(mine, learner=learner) if mine else _started(f"{learner}{at}", learner=learner))
        running = running - {mine} if mine else running | {f"{learner}{at}"}
    shown, told = Shown(), _told(events)

    for begin in range(0, len(told), size):
        shown.take(told[begin : begin + size])

    assert set(shown.documents) == {f"{TENANT}/mentor/{one}" for one in running}


def test_a_rebuild_makes_the_same_for_there_is_nothing_that_runs_only_once() -> None:
    assert REGISTRATION.routes().policies == {}
    assert REGISTRATION.routes().projections == REGISTRATION.routes(for_rebuild=True).projections
