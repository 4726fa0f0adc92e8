"""The envelope: CloudEvents 1.0 in Kafka's binary mode.

What an event is about travels in headers, its own data is the message's value. Any CloudEvents
library reads it (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md).

Invariants: ``id`` is ``<subject>#<sequence>``, so it is the same however often the event is sent;
``key`` is ``<tenant>/<aggregate id>``, so that all events of an aggregate are in one partition, in order;
the type names the owner, and only the owner's topic may carry it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_TENANT = re.compile(r"[a-z][a-z0-9-]{1,39}")
_SUBJECT = re.compile(r"([a-z][a-z_]{0,39})/([A-Za-z0-9._-]{1,100})")
_TYPE = re.compile(r"levelfield\.([a-z]{1,40})\.[A-Za-z0-9]{1,100}\.v[1-9][0-9]{0,3}")
_SEQUENCE = re.compile(r"[1-9][0-9]{0,17}")

type Headers = Sequence[tuple[str, bytes | None]]
"""As Kafka has them: a header may be there without a value."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known about an event beside its data."""

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
    attributes = _attributes(headers)
    try:
        tenant, subject = attributes["ce_tenant"], attributes["ce_subject"]
        type_name, sequence = attributes["ce_type"], attributes["ce_sequence"]
        time = _utc(attributes["ce_time"])
    except KeyError:
        raise Unreadable("header_missing") from None
    except (ValueError, OverflowError):
        raise Unreadable("header_malformed") from None
    _check_form(tenant, subject, type_name, sequence)
    envelope = Envelope(
        tenant=tenant,
        subject=subject,
        sequence=int(sequence),
        type=type_name,
        time=time,
        correlation_id=attributes.get("ce_correlationid", ""),
        causation_id=attributes.get("ce_causationid", ""),
        traceparent=attributes.get("ce_traceparent", ""),
    )
    if key != envelope.key():
        raise Unreadable("key_of_another")
    if envelope.owner != owner:
        raise Unreadable("type_of_another_owner")
    return envelope


def _attributes(headers: Headers) -> Mapping[str, str]:
    try:
        return {name: (value or b"").decode() for name, value in headers if name.startswith("ce_")}
    except UnicodeDecodeError:
        raise Unreadable("header_not_text") from None


def _utc(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC)


def _check_form(tenant: str, subject: str, type_name: str, sequence: str) -> None:
    well_formed = (
        _TENANT.fullmatch(tenant)
        and _SUBJECT.fullmatch(subject)
        and _TYPE.fullmatch(type_name)
        and _SEQUENCE.fullmatch(sequence)
    )
    if not well_formed:
        raise Unreadable("header_malformed")
