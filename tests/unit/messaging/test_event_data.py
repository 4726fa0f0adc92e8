"""An event's data is held against its schema; what does not fit is the event's own failure."""

from __future__ import annotations

from shared.messaging.arrival import arrival_of
from shared.messaging.plan import UnreadableData, plan
from shared.persistence.inbox import UNKNOWN
from tests.support.backbone import Record, ThingMade, listening, message_of, record_of


def failure_of(record: Record) -> Exception | None:
    arrived = arrival_of(message_of(record), "sample")
    todo = plan(listening().routes(), [arrived], {arrived.envelope.watermark_id: UNKNOWN}, {})
    assert todo.applied == []
    return todo.holds[0].error


def test_data_that_does_not_fit_its_schema_is_quarantined_with_the_place_and_never_the_content() -> None:
    made = record_of(ThingMade(value=1), "a", 1)
    broken = failure_of(Record(made.key, b'{"value": "secret"}', made.headers))
    assert isinstance(broken, UnreadableData)
    assert str(broken) == "value: int_parsing"
    assert isinstance(failure_of(Record(made.key, b"{not json", made.headers)), UnreadableData)


def test_an_event_without_a_value_is_quarantined() -> None:
    made = record_of(ThingMade(value=1), "a", 1)
    assert str(failure_of(Record(made.key, None, made.headers))) == "the message has no value"


def test_fields_that_a_newer_writer_has_added_are_ignored() -> None:
    made = record_of(ThingMade(value=1), "a", 1)
    arrived = arrival_of(message_of(Record(made.key, b'{"value": 1, "hue": "red"}', made.headers)), "sample")
    todo = plan(listening().routes(), [arrived], {arrived.envelope.watermark_id: UNKNOWN}, {})
    assert todo.applied == [arrived]
    assert todo.writes["shown"]["north/a"].fields == {"tenant": "north", "value": 1, "value_at_1": 1}


def test_an_event_on_a_subject_of_another_kind_is_quarantined() -> None:
    made = record_of(ThingMade(value=1), "a", 1).with_header("ce_subject", b"tally/a")
    assert str(failure_of(made)) == "the subject is of another kind than the event"
