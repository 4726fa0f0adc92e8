"""What is done with a batch, whatever the order, the repetitions and the holes in which events come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.arrival import Arrival, arrival_of
from shared.messaging.plan import Hold, Plan, Routes, held_id, plan
from shared.persistence.inbox import UNKNOWN, Mark
from tests.support.backbone import (
    Faults,
    ThingChanged,
    arrival,
    listening,
    message_of,
    record_of,
)

THINGS = "abc"
type Delivery = tuple[str, int]


def value_of(thing: str, sequence: int) -> int:
    return THINGS.index(thing) * 100 + sequence


@cache
def arrived(thing: str, sequence: int) -> Arrival:
    return arrival(thing, sequence, value=value_of(thing, sequence))


@dataclass
class Inbox:
    """What the database would hold: a plan is carried out to the letter."""

    routes: Routes = field(default_factory=lambda: listening().routes())
    marks: dict[str, Mark] = field(default_factory=dict[str, Mark])
    held: dict[str, Hold] = field(default_factory=dict[str, Hold])
    applied: list[str] = field(default_factory=list[str])
    shown: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])

    def take(self, batch: Sequence[Arrival]) -> Plan:
        marks = {one.envelope.watermark_id: UNKNOWN for one in batch}
        marks |= {mark_id: self.marks[mark_id] for mark_id in marks if mark_id in self.marks}
        todo = plan(self.routes, batch, marks, self._parked(marks))
        for mark_id, mark in todo.after.items():
            assert todo.before[mark_id] == self.marks.get(mark_id, UNKNOWN)
            self.marks[mark_id] = mark
        for hold in todo.holds:
            if hold.error or held_id(hold.arrival) not in self.held:
                self.held[held_id(hold.arrival)] = hold
        for released in todo.releases:
            self.held.pop(released, None)
        self.applied += [held_id(one) for one in todo.applied]
        for document_id, write in todo.writes.get("shown", {}).items():
            self.shown.setdefault(document_id, {}).update(write.fields or {})
        return todo

    def _parked(self, marks: Mapping[str, Mark]) -> dict[str, list[Arrival]]:
        parked: dict[str, list[Arrival]] = defaultdict(list)
        for hold in sorted(self.held.values(), key=lambda one: one.arrival.envelope.sequence):
            mark_id = hold.arrival.envelope.watermark_id
            if mark_id in marks and marks[mark_id].held == "gap":
                parked[mark_id].append(hold.arrival)
        return parked

    def mark(self, thing: str) -> Mark:
        return self.marks.get(f"north/thing/{thing}", UNKNOWN)

    def held_of(self, thing: str) -> list[int]:
        return sorted(
            hold.arrival.envelope.sequence
            for hold in self.held.values()
            if hold.arrival.envelope.aggregate_id == thing
        )

    def applied_of(self, thing: str) -> list[int]:
        return [
            int(one.rpartition("#")[2]) for one in self.applied if one.startswith(f"north/thing/{thing}#")
        ]


deliveries = st.lists(st.tuples(st.sampled_from(THINGS), st.integers(1, 7)), max_size=40)
cuts = st.lists(st.integers(1, 12), max_size=12)


def batches(delivered: Sequence[Delivery], sizes: Iterable[int]) -> list[list[Arrival]]:
    rest, cut = list(delivered), list[list[Arrival]]()
    for size in [*sizes, max(1, len(rest))]:
        cut.append([arrived(thing, sequence) for thing, sequence in rest[:size]])
        rest = rest[size:]
    return cut


def unbroken(delivered: Iterable[int]) -> int:
    """How far a sequence goes from 1 without a hole."""
    there, reached = set(delivered), 0
    while reached + 1 in there:
        reached += 1
    return reached


@given(deliveries, cuts)
def test_each_event_is_applied_once_and_in_order_and_none_is_lost(
    delivered: list[Delivery], sizes: list[int]
) -> None:
    inbox = Inbox()
    for batch in batches(delivered, sizes):
        inbox.take(batch)
    for thing in THINGS:
        came = {sequence for other, sequence in delivered if other == thing}
        mark = inbox.mark(thing)
        assert mark.sequence == unbroken(came)
        assert inbox.applied_of(thing) == list(range(1, mark.sequence + 1))
        assert inbox.held_of(thing) == sorted(one for one in came if one > mark.sequence)
        assert mark.held == ("gap" if inbox.held_of(thing) else None)


@given(deliveries, cuts)
def test_the_read_model_is_what_the_events_in_order_would_have_made(
    delivered: list[Delivery], sizes: list[int]
) -> None:
    inbox = Inbox()
    for batch in batches(delivered, sizes):
        inbox.take(batch)
    for thing in THINGS:
        last = inbox.mark(thing).sequence
        expected: dict[str, object] = {
            f"value_at_{sequence}": value_of(thing, sequence) for sequence in range(1, last + 1)
        }
        if last:
            expected |= {"value": value_of(thing, last), "tenant": "north"}
        assert inbox.shown.get(f"north/{thing}", {}) == expected


@given(deliveries, cuts)
def test_how_events_are_cut_into_batches_makes_no_difference(
    delivered: list[Delivery], sizes: list[int]
) -> None:
    cut, singly = Inbox(), Inbox()
    for batch in batches(delivered, sizes):
        cut.take(batch)
    for thing, sequence in delivered:
        singly.take([arrived(thing, sequence)])
    assert sorted(cut.applied) == sorted(singly.applied)
    for thing in THINGS:
        assert cut.held_of(thing) == singly.held_of(thing)
        assert (cut.mark(thing).sequence, cut.mark(thing).held) == (
            singly.mark(thing).sequence,
            singly.mark(thing).held,
        )


@given(deliveries, cuts, st.integers(1, 7))
def test_a_failing_handler_holds_its_aggregate_in_order_and_touches_no_other(
    delivered: list[Delivery], sizes: list[int], poisonous: int
) -> None:
    broken = Inbox(listening(Faults(fails_for={value_of("b", poisonous)})).routes())
    sound = Inbox()
    for batch in batches(delivered, sizes):
        broken.take(batch)
        sound.take(batch)
    for other in "ac":
        assert broken.mark(other) == sound.mark(other)
        assert broken.applied_of(other) == sound.applied_of(other)
        assert broken.held_of(other) == sound.held_of(other)
    came = {sequence for thing, sequence in delivered if thing == "b"}
    reached = unbroken(came)
    fails = reached >= poisonous
    assert broken.mark("b").sequence == (poisonous - 1 if fails else reached)
    assert broken.applied_of("b") == list(range(1, broken.mark("b").sequence + 1))
    assert broken.held_of("b") == sorted(one for one in came if one > broken.mark("b").sequence)
    if fails:
        assert broken.mark("b").held == "quarantine"
        failed = broken.held[f"north/thing/b#{poisonous}"]
        assert (failed.reason, type(failed.error).__name__) == ("failed", "PoisonousValue")


@given(deliveries, cuts)
def test_whoever_holds_an_event_back_raises_the_count_of_the_mark(
    delivered: list[Delivery], sizes: list[int]
) -> None:
    inbox = Inbox()
    for batch in batches(delivered, sizes):
        before = {thing: (inbox.mark(thing).queued, inbox.held_of(thing)) for thing in THINGS}
        inbox.take(batch)
        for thing, (queued, held) in before.items():
            if set(inbox.held_of(thing)) - set(held):
                assert inbox.mark(thing).queued > queued


def test_a_gap_and_its_filler_in_one_batch_are_applied_in_order() -> None:
    inbox = Inbox()
    todo = inbox.take([arrived("a", 1), arrived("a", 3), arrived("b", 1), arrived("a", 4), arrived("a", 2)])
    assert inbox.applied_of("a") == [1, 2, 3, 4]
    assert todo.holds == []
    assert todo.after["north/thing/a"].held is None


def test_events_parked_earlier_are_let_go_when_the_gap_is_filled() -> None:
    inbox = Inbox()
    inbox.take([arrived("a", 3), arrived("a", 2)])
    assert inbox.held_of("a") == [2, 3]
    todo = inbox.take([arrived("a", 1)])
    assert inbox.applied_of("a") == [1, 2, 3]
    assert todo.releases == ["north/thing/a#2", "north/thing/a#3"]
    assert inbox.held_of("a") == []


def test_a_parked_event_that_fails_when_its_turn_comes_is_quarantined_and_keeps_those_behind_it() -> None:
    inbox = Inbox(listening(Faults(fails_for={value_of("a", 3)})).routes())
    inbox.take([arrived("a", 4), arrived("a", 3)])
    inbox.take([arrived("a", 1), arrived("a", 2)])
    assert inbox.applied_of("a") == [1, 2]
    assert inbox.mark("a").held == "quarantine"
    assert inbox.held_of("a") == [3, 4]
    assert inbox.held["north/thing/a#3"].error is not None


def test_what_follows_in_the_same_batch_queues_up_behind_a_failed_event() -> None:
    inbox = Inbox(listening(Faults(fails_for={value_of("a", 2)})).routes())
    todo = inbox.take([arrived("a", 1), arrived("a", 2), arrived("b", 1), arrived("a", 3)])
    assert [(held_id(one.arrival), one.reason) for one in todo.holds] == [
        ("north/thing/a#2", "failed"),
        ("north/thing/a#3", "behind"),
    ]
    assert inbox.applied_of("b") == [1]


def test_an_event_that_was_refused_by_the_database_is_held_like_one_whose_handler_failed() -> None:
    reason = ValueError()
    batch = [arrived("a", 1), arrived("a", 2)]
    todo = plan(
        listening().routes(), batch, {"north/thing/a": UNKNOWN}, {}, refused={"north/thing/a#1": reason}
    )
    assert [(one.reason, one.error) for one in todo.holds] == [("failed", reason), ("behind", None)]
    assert todo.applied == []
    assert todo.writes == {}


def test_a_discarded_event_is_passed_over_and_those_behind_it_are_applied() -> None:
    marks = {"north/thing/a": UNKNOWN}
    batch = [arrived("a", 1), arrived("a", 2), arrived("a", 3)]
    todo = plan(listening().routes(), batch, marks, {}, discarded={"north/thing/a#2"})
    assert [held_id(one) for one in todo.applied] == ["north/thing/a#1", "north/thing/a#3"]
    assert todo.after["north/thing/a"].sequence == 3


def test_two_tenants_with_the_same_aggregate_id_do_not_meet() -> None:
    north, south = arrival("same", 1, value=1), arrival("same", 1, value=2, tenant="south")
    inbox = Inbox()
    inbox.take([north, south])
    assert inbox.applied == ["north/thing/same#1", "south/thing/same#1"]
    assert inbox.shown["north/same"]["value"] == 1
    assert inbox.shown["south/same"]["value"] == 2


def changed_type(type_name: str, sequence: int) -> Arrival:
    record = record_of(ThingChanged(value=1), "a", sequence).with_header("ce_type", type_name.encode())
    return arrival_of(message_of(record), "sample")


def test_an_unknown_type_and_a_future_version_move_the_watermark_and_are_counted() -> None:
    inbox = Inbox()
    todo = inbox.take(
        [
            arrived("a", 1),
            changed_type("levelfield.sample.ThingPainted.v1", 2),
            changed_type("levelfield.sample.ThingChanged.v9", 3),
            arrived("a", 4),
        ]
    )
    assert todo.skipped == {"unknown_type": 1, "future_version": 1}
    assert inbox.mark("a").sequence == 4
    assert inbox.shown["north/a"]["value"] == value_of("a", 4)


def test_a_duplicate_is_counted_and_changes_nothing() -> None:
    inbox = Inbox()
    inbox.take([arrived("a", 1), arrived("a", 2)])
    todo = inbox.take([arrived("a", 1), arrived("a", 2), arrived("a", 1)])
    assert todo.skipped == {"duplicate": 3}
    assert (todo.after, todo.writes, todo.applied, todo.holds) == ({}, {}, [], [])
