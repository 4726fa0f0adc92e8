"""A partner's lane: in order, answered before it is passed over, and fair to others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from aiokafka.errors import KafkaConnectionError

from shared.messaging.arrival import Message
from shared.messaging.partner_answer import Answer, Outcome
from shared.messaging.partner_lane import MOST_BYTES, PartnerLane
from shared.messaging.partner_message import Usable
from shared.messaging.partner_topics import Partner
from shared.observability.health import Progress

PARTNER = Partner("north-ni", "bhsct")
LEFT = "levelfield.partner.StaffLeft.v1"


def message(offset: int, type_name: str = LEFT, value: bytes = b"{}") -> Message:
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", f"m{offset}".encode()),
        ("ce_type", type_name.encode()),
    ]
    return Message("t", 0, offset, None, headers, value)


class Desk:
    def __init__(self, away: int = 0) -> None:
        self.taken: list[str] = []
        self._away = away

    async def take(self, partner: Partner, message: Usable) -> Outcome:  # noqa: ARG002
        if self._away:
            self._away -= 1
            raise KafkaConnectionError
        self.taken.append(message.id)
        return Outcome("somebody")


class Kafka:
    def __init__(self, away: int = 0) -> None:
        self.told: list[str] = []
        self._away = away

    async def publish(self, answers: Sequence[Answer]) -> None:
        if self._away:
            self._away -= 1
            raise KafkaConnectionError
        self.told += [str(json.loads(one.value)["answers"]) for one in answers]


def lane_of(desk: Desk | None, kafka: Kafka, types: frozenset[str] = frozenset({LEFT})) -> PartnerLane:
    return PartnerLane("sample", PARTNER, types, desk, kafka.publish, Progress("lane"))


async def until_done(lane: PartnerLane, offset: int) -> None:
    task = asyncio.create_task(lane.run())
    async with asyncio.timeout(10):
        while lane.done_offset != offset:  # noqa: ASYNC110 - it wakes nobody
            await asyncio.sleep(0.001)
    lane.finish()
    await task


async def test_answers_are_told_in_the_order_of_the_messages_whatever_they_are() -> None:
    desk, kafka = Desk(), Kafka()
    lane = lane_of(desk, kafka)
    lane.put([message(0), message(1, value=b"junk"), message(2), message(3, value=b"")])

    await until_done(lane, 3)

    assert kafka.told == ["m0", "m1", "m2", "m3"]
    assert desk.taken == ["m0", "m2"]


async def test_what_is_away_is_waited_for_and_nothing_overtakes() -> None:
    desk, kafka = Desk(away=2), Kafka(away=1)
    lane = lane_of(desk, kafka)
    lane.put([message(0), message(1)])

    await until_done(lane, 1)

    assert desk.taken == kafka.told == ["m0", "m1"]


async def test_what_is_another_services_is_passed_over_in_silence() -> None:
    kafka = Kafka()
    lane = lane_of(None, kafka, frozenset({""}))
    lane.put([message(0), message(1, "nonsense")])

    await until_done(lane, 1)

    assert kafka.told == ["m1"]


async def test_a_lane_full_of_junk_lets_another_one_through() -> None:
    kafka, other = Kafka(), Kafka()
    junk, good = lane_of(Desk(), kafka), lane_of(Desk(), other)
    junk.put(message(offset, value=b"junk") for offset in range(2_000))
    good.put([message(0)])
    full = asyncio.create_task(junk.run())

    await until_done(good, 0)

    assert junk.done_offset is None
    full.cancel()
    await asyncio.gather(full, return_exceptions=True)


def test_a_lane_with_much_in_it_wants_no_more() -> None:
    lane = lane_of(Desk(), Kafka())
    assert lane.has_room
    lane.put([message(0, value=b"x" * MOST_BYTES)])
    assert not lane.has_room
