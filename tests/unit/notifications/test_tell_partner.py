"""A partner is told what concerns it: in order, from where it was left, by one at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notifications.commands.tell_partner import AT_ONCE, LEASE, TellPartner, tell_partner
from services.notifications.domain.feed_event import FeedEvent

NOON = datetime(2018, 3, 5, 12, tzinfo=UTC)
PARTNER, OTHER = "bhsct", "nhsct"


def event(position: int, *organisations: str) -> FeedEvent:
    return FeedEvent(
        tenant="north-ni",
        position=position,
        id=f"participant/p#{position}",
        type="levelfield.registration.ParticipantChanged.v1",
        subject="participant/p",
        sequence=position,
        time=NOON,
        data="{}",
        organisations=organisations,
    )


class Outside:
    """A feed, and how far partners were told."""

    def __init__(self, *events: FeedEvent) -> None:
        self.feed = list(events)
        self.kept: dict[str, Any] = {}
        self.told: list[int] = []
        self.transactions = 0
        self.now = NOON
        self.away = False

    async def is_behind(self, spelling: str) -> bool:
        return self.feed[-1].position > self.kept.get(spelling, {"position": 0})["position"]

    @asynccontextmanager
    async def cursors(self) -> AsyncGenerator[Outside]:
        self.transactions += 1
        before = deepcopy(self.kept)
        try:
            yield self
        except BaseException:
            self.kept = before
            raise

    async def find(self, record_id: str) -> dict[str, Any] | None:
        return deepcopy(self.kept.get(record_id))

    async def put(self, record_id: str, fields: Any) -> None:
        self.kept[record_id] = dict(fields)

    async def read(self, organisation: str, after: int, limit: int) -> tuple[Sequence[FeedEvent], int]:
        behind = [one for one in self.feed if one.position > after and organisation in one.organisations]
        found = behind[:limit]
        return found, found[-1].position if len(found) == limit else self.feed[-1].position

    async def publish(self, events: Sequence[FeedEvent]) -> None:
        if self.away:
            raise ConnectionError
        self.told += [one.position for one in events]

    async def tell(self, me: str = "first") -> int:
        command = TellPartner(spelling=PARTNER, organisation="BHSCT", me=me)
        return await tell_partner(command, self, self.publish, lambda: self.now)


async def test_a_partner_is_told_what_concerns_it_and_nothing_else() -> None:
    outside = Outside(event(1, "BHSCT"), event(2, "NHSCT"), event(3, "NHSCT", "BHSCT"), event(4))

    assert await outside.tell() == 2

    assert outside.told == [1, 3]
    assert outside.kept[PARTNER]["position"] == 4


async def test_however_much_there_is_it_is_told_in_order_and_once() -> None:
    outside = Outside(*(event(number, "BHSCT") for number in range(1, 2 * AT_ONCE + 2)))

    assert await outside.tell() == 2 * AT_ONCE + 1
    assert await outside.tell() == 0

    assert outside.told == list(range(1, 2 * AT_ONCE + 2))


async def test_where_nothing_is_new_no_transaction_is_taken() -> None:
    outside = Outside(event(1, "BHSCT"))
    await outside.tell()
    before = outside.transactions

    assert await outside.tell() == 0

    assert outside.transactions == before


async def test_what_kafka_has_not_got_is_told_again() -> None:
    outside = Outside(event(1, "BHSCT"), event(2, "BHSCT"))
    outside.away = True
    with pytest.raises(ConnectionError):
        await outside.tell()
    assert outside.kept[PARTNER]["position"] == 0

    outside.away = False
    assert await outside.tell() == 2


async def test_two_are_never_at_it_at_once_and_one_that_died_is_followed_by_another() -> None:
    outside = Outside(event(1, "BHSCT"))
    await outside.tell("first")
    outside.feed.append(event(2, "BHSCT"))

    assert await outside.tell("second") == 0
    outside.now += LEASE + timedelta(seconds=1)
    assert await outside.tell("second") == 1

    assert outside.told == [1, 2]
