"""Events waiting in their aggregate: numbered without gaps, never too large, taken out only when sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.aggregate import Recorded
from shared.contracts.event import Event
from shared.persistence.outbox import MAX_EVENT_BYTES, Cause, EventTooLarge, acknowledge, entries, pending
from tests.support.backbone import NOON, ThingChanged, ThingMade


def recorded(*events: Event) -> list[Recorded]:
    return [Recorded(event, None) for event in events]


CAUSE = Cause("request-1", "thing/x#1", "00-a-b-01")


@given(after=st.integers(0, 10**6), count=st.integers(0, 5))
def test_sequences_follow_the_last_without_a_gap(after: int, count: int) -> None:
    written = entries(recorded(*(ThingChanged(value=at) for at in range(count))), after, NOON, CAUSE)
    assert [one["sequence"] for one in written] == list(range(after + 1, after + count + 1))


def test_an_event_may_have_256_kib_and_not_a_byte_more() -> None:
    without = len(ThingMade(value=1).model_dump_json())
    largest = ThingMade(value=1, padding="x" * (MAX_EVENT_BYTES - without))
    assert len(entries(recorded(largest), 0, NOON, CAUSE)) == 1
    with pytest.raises(EventTooLarge, match=r"ThingMade\.v1 is over 256 KiB"):
        entries(recorded(ThingMade(value=1, padding=largest.padding + "x")), 0, NOON, CAUSE)


def test_bytes_are_counted_and_not_letters() -> None:
    with pytest.raises(EventTooLarge):
        entries(recorded(ThingMade(value=1, padding="é" * (MAX_EVENT_BYTES // 2))), 0, NOON, CAUSE)


def test_what_waits_is_ready_to_be_sent_in_order_with_its_cause() -> None:
    outbox = entries(recorded(ThingMade(value=1), ThingChanged(value=2)), 4, NOON, CAUSE)
    whole = pending("things", "north/x", "north", "thing/x", outbox)
    assert whole is not None
    assert [(one.envelope.id, one.data) for one in whole.events] == [
        ("thing/x#5", b'{"value":1,"tally":"","padding":""}'),
        ("thing/x#6", b'{"value":2,"tally":"","padding":""}'),
    ]
    envelope = whole.events[0].envelope
    assert (envelope.tenant, envelope.time) == ("north", NOON)
    assert (envelope.correlation_id, envelope.causation_id, envelope.traceparent) == (
        "request-1",
        "thing/x#1",
        "00-a-b-01",
    )


class ThingShown(Event, owner="sample", aggregate="shown", topic="sample.shown.v1"):
    """What a thing looks like now."""

    value: int


def test_a_state_follows_its_event_on_a_topic_of_its_own_under_a_subject_of_its_own() -> None:
    outbox = entries([Recorded(ThingMade(value=1), ThingShown(value=7))], 4, NOON, CAUSE)
    whole = pending("things", "north/x", "north", "thing/x", outbox)
    assert whole is not None
    assert [(one.topic, one.envelope.id, one.envelope.type) for one in whole.events] == [
        ("sample.events.v1", "thing/x#5", ThingMade.type),
        ("sample.shown.v1", "shown/x#5", ThingShown.type),
    ]
    assert whole.events[1].data == b'{"value":7}'


def test_a_state_that_has_ended_is_told_by_a_message_without_a_value() -> None:
    outbox = entries([Recorded(ThingMade(value=1), ThingShown)], 4, NOON, CAUSE)
    whole = pending("things", "north/x", "north", "thing/x", outbox)
    assert whole is not None
    assert [(one.topic, one.data is None) for one in whole.events] == [
        ("sample.events.v1", False),
        ("sample.shown.v1", True),
    ]


def test_an_empty_outbox_has_nothing_to_send() -> None:
    assert pending("things", "north/x", "north", "thing/x", []) is None


def test_outboxes_are_emptied_only_if_their_last_event_is_the_one_acknowledged() -> None:
    line = acknowledge(2, ["north/x", "north/y"], more_follow=False)
    assert line["q"] == {"_id": {"$in": ["north/x", "north/y"]}, "sequence": 2}
    assert line["multi"]
    assert "upsert" not in line


def test_while_more_follow_only_what_was_acknowledged_is_taken_out() -> None:
    line = acknowledge(1, ["north/x"], more_follow=True)
    assert line["u"] == {"$pull": {"outbox": {"sequence": {"$lte": 1}}}}
