"""A partner's systems for tests: they write to the partner's in-topic, and read its out-topic."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.messaging.partner_topics import Partner
from shared.messaging.topics import partitions_of
from tests.support.backbone import eventually
from tests.support.services import INVENTED, Installation

WITHIN = 30.0
_ids = itertools.count(1)


@dataclass(frozen=True)
class Told:
    """A message on the partner's out-topic."""

    type: str
    id: str
    headers: Mapping[str, str]
    data: dict[str, Any]
    at: float
    """When it was published, in seconds since 1970."""

    @property
    def is_answer(self) -> bool:
        return self.type.startswith("levelfield.partner.")

    @property
    def accepted(self) -> bool:
        return self.type == "levelfield.partner.Accepted.v1"

    @property
    def reason(self) -> str:
        """Why it was rejected; empty if it was accepted."""
        return str(self.data.get("reason", ""))


@dataclass(frozen=True)
class Sent:
    """A message that a partner sends, right or wrong."""

    value: bytes | None
    headers: list[tuple[str, bytes | None]]

    @property
    def id(self) -> str:
        return next((value or b"").decode() for name, value in self.headers if name == "ce_id")


def message(kind: str, message_id: str = "", **fields: Any) -> Sent:
    """A right message of a kind, for example ``StaffJoined``."""
    given = message_id or f"m-{time.time_ns()}-{next(_ids)}"
    headers: list[tuple[str, bytes | None]] = [
        ("ce_specversion", b"1.0"),
        ("ce_id", given.encode()),
        ("ce_type", f"levelfield.partner.{kind}.v1".encode()),
        ("ce_source", b"/tests"),
    ]
    return Sent(json.dumps(fields).encode(), headers)


def joined(number: object, message_id: str = "", **fields: Any) -> Sent:
    """Somebody invented joins."""
    told = {"name": f"{INVENTED} Staff {number}", "email": address(number)} | fields
    return message("StaffJoined", message_id, **told)


def address(number: object) -> str:
    return f"{INVENTED.lower()}.staff.{number}@example.org"


class PartnerSystem:
    """The systems of one partner."""

    def __init__(self, site: Installation, partner: Partner) -> None:
        self.site, self.partner = site, partner
        self.seen: list[Told] = []
        """Everything on the out-topic that was read so far."""

        self._at = 0

    def topic(self, direction: Any) -> str:
        return f"{self.site.namespace}-{self.partner.topic(direction)}"

    async def there(self) -> None:
        """Waits until both topics are."""
        names = [self.topic("in"), self.topic("out")]
        servers = self.site.parts.bootstrap_servers

        async def look() -> bool:
            return len(await partitions_of(servers, names)) == len(names)

        assert await eventually(look)

    async def send(self, messages: Iterable[Sent]) -> None:
        """Sends in order, and returns when Kafka has all."""
        producer: Any = AIOKafkaProducer(
            bootstrap_servers=self.site.parts.bootstrap_servers, max_request_size=4 * 1024 * 1024
        )
        async with producer:
            for one in messages:
                await producer.send(self.topic("in"), one.value, key=b"any", headers=one.headers)
            await producer.flush()

    async def until(self, enough: Callable[[list[Told]], bool], within: float = WITHIN) -> list[Told]:
        """Reads the out-topic until there is enough on it; returns all that was ever read.

        Raises:
            AssertionError: it was not enough in time.
        """
        if enough(self.seen):
            return self.seen
        deadline = time.monotonic() + within
        async with AIOKafkaConsumer(bootstrap_servers=self.site.parts.bootstrap_servers) as consumer:
            place = TopicPartition(self.topic("out"), 0)
            consumer.assign([place])
            consumer.seek(place, self._at)
            while not enough(self.seen):
                left = [(one.type, one.data) for one in self.seen[-5:]]
                assert time.monotonic() < deadline, f"not in time; the last of {len(self.seen)} are {left}"
                got = cast("dict[Any, list[Any]]", await consumer.getmany(timeout_ms=100))
                for record in itertools.chain(*got.values()):
                    headers = {name: value.decode() for name, value in record.headers}
                    self._at = record.offset + 1
                    data = json.loads(record.value)
                    at = record.timestamp / 1_000
                    self.seen.append(Told(headers["ce_type"], headers["ce_id"], headers, data, at))
        return self.seen

    def answers(self, message_id: str | None) -> list[Told]:
        """Those seen to a message."""
        return [one for one in self.seen if one.is_answer and one.data["answers"] == message_id]

    async def answer(self, sent: Sent, within: float = WITHIN) -> Told:
        """Sends a message and waits for its first answer."""
        await self.send([sent])
        await self.until(lambda _: bool(self.answers(sent.id)), within)
        return self.answers(sent.id)[0]
