"""The envelope: CloudEvents 1.0 in Kafka's binary mode.

What an event is about travels in headers, its own data is the message's value. Any CloudEvents
library reads it (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md).

Invariants: ``id`` is ``<subject>#<sequence>``, so it is the same however often the event is sent;
``key`` is ``<tenant>/<aggregate id>``, so that all events of an aggregate are in one partition, in order;
the type names the owner, and only the owner's topic may carry it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

_TENANT = re.compile(r"[a-z][a-z0-9-]{1,39}")
_SUBJECT = re.compile(r"([a-z][a-z_]{0,39})/([A-Za-z0-9._-]{1,100})")
_TYPE = re.compile(r"levelfield\.([a-z]{1,40})\.[A-Za-z0-9]{1,100}\.v[1-9][0-9]{0,3}")
_SEQUENCE = re.compile(r"[1-9][0-9]{0,17}")

type Headers = Sequence[tuple[str, bytes | None]]
"""As Kafka has them: a header may be there without a value."""


class Envelope(NamedTuple):
    """What is known about an event beside its data. A tuple, because one is made for every event read."""

    tenant: str
    subject: str
    sequence: int
    type: str
    time: datetime
    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""

    @property
    def id(self) -> str:
        return f"{self.subject}#{self.sequence}"

    @property
    def owner(self) -> str:
        """The service that published it."""
        return self.type.split(".", 2)[1]

    @property
    def aggregate_id(self) -> str:
        return self.subject.partition("/")[2]

    @property
    def kind(self) -> str:
        return self.subject.partition("/")[0]

    @property
    def watermark_id(self) -> str:
        """The id of the aggregate's watermark in every inbox."""
        return f"{self.tenant}/{self.subject}"

    def key(self) -> bytes:
        return f"{self.tenant}/{self.aggregate_id}".encode()

    def headers(self) -> list[tuple[str, bytes]]:
        """The CloudEvents attributes as Kafka headers."""
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", self.id.encode()),
            ("ce_source", f"/levelfield/{self.owner}".encode()),
            ("ce_type", self.type.encode()),
            ("ce_subject", self.subject.encode()),
            ("ce_time", self.time.isoformat(timespec="milliseconds").encode()),
            ("ce_sequence", str(self.sequence).encode()),
            ("ce_tenant", self.tenant.encode()),
            ("content-type", b"application/json"),
        ]
        optional = (
            ("ce_correlationid", self.correlation_id),
            ("ce_causationid", self.causation_id),
            ("ce_traceparent", self.traceparent),
        )
        headers.extend((name, value.encode()) for name, value in optional if value)
        return headers


class Unreadable(Exception):
    """A message that is no event of ours. Its reason is one of a few fixed words, safe to count by."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_envelope(key: bytes | None, headers: Headers, owner: str) -> Envelope:
    """Reads the headers of a message that was found on the topic of ``owner``.

    Raises:
        Unreadable: a needed header is missing, is not text or has the wrong form; the key is not the
            one of the aggregate; the type belongs to another owner than the topic.
    """
    found = dict(headers)
    try:
        tenant, subject, type_name, sequence, time = (_text(found[name]) for name in _NEEDED)
        correlation_id, causation_id, traceparent = (_text(found.get(name)) for name in _OPTIONAL)
        at = _utc(time)
    except KeyError:
        raise Unreadable("header_missing") from None
    except UnicodeDecodeError:
        raise Unreadable("header_not_text") from None
    except (ValueError, OverflowError):
        raise Unreadable("header_malformed") from None
    type_owner = _owner_of(type_name)
    well_formed = type_owner and _is_tenant(tenant) and _SUBJECT.fullmatch(subject)
    if not well_formed or not _SEQUENCE.fullmatch(sequence):
        raise Unreadable("header_malformed")
    if type_owner != owner:
        raise Unreadable("type_of_another_owner")
    envelope = Envelope(
        tenant, subject, int(sequence), type_name, at, correlation_id, causation_id, traceparent
    )
    if key != envelope.key():
        raise Unreadable("key_of_another")
    return envelope


_NEEDED = ("ce_tenant", "ce_subject", "ce_type", "ce_sequence", "ce_time")
_OPTIONAL = ("ce_correlationid", "ce_causationid", "ce_traceparent")


def _text(value: bytes | None) -> str:
    return value.decode() if value else ""


def _utc(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is UTC:
        return time
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC)


@lru_cache(maxsize=4_096)
def _is_tenant(text: str) -> bool:
    return _TENANT.fullmatch(text) is not None


@lru_cache(maxsize=4_096)
def _owner_of(type_name: str) -> str:
    """The owner that a type names; empty if it is no type of ours."""
    match = _TYPE.fullmatch(type_name)
    return match[1] if match else ""
