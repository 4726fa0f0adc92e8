"""A message as it arrives from Kafka, read as far as its envelope.

The data is left as bytes until it is known that somebody here wants it. The raw message stays with it,
so that what cannot be applied can be kept whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from aiokafka import ConsumerRecord

from shared.messaging.envelope import Envelope, Headers, read_envelope


@dataclass(slots=True)
class Message:
    """A Kafka message, whatever it holds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: Headers
    value: bytes | None
    size: int = field(init=False)
    """About how many bytes it takes to keep."""

    def __post_init__(self) -> None:
        headers = sum(len(name) + len(value or b"") for name, value in self.headers)
        self.size = len(self.value or b"") + len(self.key or b"") + headers + 500


class Arrival(NamedTuple):
    """A message that is an event."""

    envelope: Envelope
    message: Message
    mark_id: str
    """The id of its aggregate's watermark."""


def message_of(record: ConsumerRecord[bytes | None, bytes | None]) -> Message:
    """The message in aiokafka's record."""
    return Message(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        headers=record.headers,
        value=record.value,
    )


def arrival_of(message: Message, owner: str) -> Arrival:
    """Reads a message found on the topic of ``owner``.

    Raises:
        shared.messaging.envelope.Unreadable: it is no event of ours.
    """
    envelope = read_envelope(message.key, message.headers, owner)
    return Arrival(envelope, message, envelope.watermark_id)
