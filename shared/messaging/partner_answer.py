"""How a partner's message is answered on the partner's out-topic.

Invariant: the answer to a message has the same id however often it is published, and says the same; only its
time, and where the message was found if it was sent again, may be others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.partners import Accepted, PartnerMessage, Rejected
from shared.messaging.arrival import Message
from shared.messaging.partner_message import Reason, Unusable
from shared.messaging.partner_topics import Partner

_NAMESPACE = UUID("5b9f4f0e-36f2-5d0b-9c86-6a1f6a4a4f0d")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: ``reason`` is empty if it was accepted."""

    participant_id: str | None = None
    reason: Reason | None = None

    def record(self, at: datetime) -> dict[str, Any]:
        """As it is kept: nothing in it comes from the message."""
        code, sentence = self.reason or ("", "")
        return {"participant_id": self.participant_id, "reason": code, "sentence": sentence, "at": at}

    @classmethod
    def recorded(cls, record: Mapping[str, Any]) -> Outcome:
        """As it was kept."""
        reason = Reason(record["reason"], record["sentence"]) if record["reason"] else None
        return cls(record["participant_id"], reason)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, ready to be published."""

    partner: Partner
    id: str
    body: PartnerMessage

    @property
    def value(self) -> bytes:
        return self.body.model_dump_json().encode()

    @property
    def key(self) -> bytes:
        return f"{self.partner.tenant}/{self.id}".encode()

    def headers(self, at: datetime) -> list[tuple[str, bytes]]:
        """The CloudEvents attributes as Kafka headers."""
        return [
            ("ce_specversion", b"1.0"),
            ("ce_id", self.id.encode()),
            ("ce_source", b"/levelfield/partner"),
            ("ce_type", self.body.type.encode()),
            ("ce_time", at.astimezone(UTC).isoformat(timespec="milliseconds").encode()),
            ("ce_tenant", self.partner.tenant.encode()),
            ("content-type", b"application/json"),
        ]


def derived_id(partner: Partner, message_id: str) -> str:
    """An id that the same message of the same partner always gives, and no other."""
    return str(uuid5(_NAMESPACE, json.dumps([*partner, message_id])))


def answer_to(partner: Partner, message: Message, message_id: str, outcome: Outcome) -> Answer:
    """The answer to a message that makes sense by itself."""
    answer_id = derived_id(partner, message_id)
    if outcome.reason is None:
        return Answer(partner, answer_id, Accepted(answers=message_id, participant_id=outcome.participant_id))
    return Answer(partner, answer_id, _rejected(message, message_id, outcome.reason))


def answer_to_unusable(partner: Partner, message: Message, unusable: Unusable) -> Answer:
    """The answer to a message that does not: it says where that was found, and is told by it."""
    # The place alone would come again on a topic that was removed and made anew.
    digest = sha256(message.value or b"").hexdigest()
    place = f"{message.topic}/{message.partition}/{message.offset}/{unusable.id}/{digest}"
    body = _rejected(message, unusable.id, unusable.reason, unusable.fields)
    return Answer(partner, str(uuid5(_NAMESPACE, place)), body)


def _rejected(
    message: Message, message_id: str | None, reason: Reason, fields: tuple[str, ...] = ()
) -> Rejected:
    return Rejected(
        answers=message_id,
        reason=reason.code,
        sentence=reason.sentence,
        fields=fields,
        partition=message.partition,
        offset=message.offset,
    )
