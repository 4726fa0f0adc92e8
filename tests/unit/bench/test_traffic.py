"""The traffic that the benches make up."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice

from bench.traffic import EVENTS_EACH, StageMoved, joins, moves
from services.training.definition import TRAINING
from shared.contracts.registration import ParticipantJoined
from shared.messaging.arrival import Message, arrival_of
from shared.messaging.plan import plan
from shared.persistence.inbox import UNKNOWN


def test_every_aggregate_moves_ten_times_in_order_without_gaps() -> None:
    sequences: dict[str, list[int]] = defaultdict(list)
    for event in moves(2_000, live=50):
        sequences[event.envelope.watermark_id].append(event.envelope.sequence)
    assert len(sequences) == 2_000 // EVENTS_EACH
    assert all(one == list(range(1, EVENTS_EACH + 1)) for one in sequences.values())


def test_moves_of_different_aggregates_are_interleaved() -> None:
    first = Counter(event.envelope.subject for event in islice(moves(2_000, live=50), 50))
    assert len(first) > 20


def test_the_mixture_is_the_same_however_long_the_traffic_is() -> None:
    def live_at_once(count: int) -> int:
        begun, ended = set[str](), set[str]()
        most = 0
        for event in moves(count, live=50):
            begun.add(event.envelope.subject)
            if event.envelope.sequence == EVENTS_EACH:
                ended.add(event.envelope.subject)
            most = max(most, len(begun) - len(ended))
        return most

    assert live_at_once(2_000) <= 50
    assert live_at_once(10_000) <= 50


def test_every_join_is_somebody_else_and_tenants_take_turns() -> None:
    events = list(joins(30, tenants=3))
    assert len({event.envelope.subject for event in events}) == 30
    assert Counter(event.envelope.tenant for event in events) == {f"tenant-{one}": 10 for one in range(3)}


def test_a_service_reads_the_traffic_as_it_reads_the_platforms_own() -> None:
    event = next(joins(1))
    message = Message("t", 0, 0, event.envelope.key(), tuple(event.envelope.headers()), event.data)
    arrival = arrival_of(message, "registration")
    todo = plan(TRAINING.routes(), [arrival], {event.envelope.watermark_id: UNKNOWN}, {})
    assert (len(todo.applied), len(todo.holds), len(todo.writes["people"])) == (1, 0, 1)


def test_both_shapes_are_about_as_large() -> None:
    joined, moved = next(joins(1)).data, next(moves(10)).data
    assert ParticipantJoined.model_validate_json(joined)
    assert StageMoved.model_validate_json(moved)
    assert abs(len(joined) - len(moved)) < 0.2 * len(joined)
