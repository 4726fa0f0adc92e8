"""A partner's message, read: what it is, or why it is of no use.

Pure, and the same for whoever reads it. Invariants: no fault of a message is an error of ours; who answers a
message is told by its type alone, so that there is exactly one; nothing of what was sent is in a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import ValidationError

from shared.contracts.partners import PARTNER_MESSAGES, PartnerMessage
from shared.messaging.arrival import Message

LARGEST_BYTES = 64 * 1024
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_MOST_FIELDS = 20

INBOUND: Mapping[str, type[PartnerMessage]] = {
    message.type: message for message in PARTNER_MESSAGES if message.direction == "in"
}
"""What a partner may send, by type."""


class Reason(NamedTuple):
    """Why a message is rejected: a code that never changes, a sentence that never repeats what was sent."""

    code: str
    sentence: str


TOO_LARGE = Reason(
    "too-large", "The value is larger than 64 KiB. A message is about one person: send it alone."
)
NO_VALUE = Reason("no-value", "The message has no value. Say what happened, as JSON.")
ID_MISSING = Reason("id-missing", "The header ce_id is missing. Give each message an id of its own.")
ID_MALFORMED = Reason(
    "id-malformed",
    "The header ce_id is up to 100 letters, digits, dots, colons, underscores and hyphens, and starts with "
    "one of the first two.",
)
SPECVERSION_UNKNOWN = Reason(
    "specversion-unknown", "The header ce_specversion must be 1.0: CloudEvents 1.0 in binary mode."
)
TYPE_UNKNOWN = Reason(
    "type-unknown", "The header ce_type is missing, or not one of the types that partners may send."
)
NOT_JSON = Reason("not-json", "The value is not JSON in UTF-8.")
BODY_INVALID = Reason("body-invalid", "Some fields of the value are missing or not as they should be.")


class Usable(NamedTuple):
    """A message that makes sense by itself."""

    id: str
    body: PartnerMessage


class Unusable(NamedTuple):
    """A message that nobody could do anything with."""

    id: str | None
    reason: Reason
    fields: tuple[str, ...] = ()
    """Of our own schema, by name."""


def type_of(message: Message) -> str:
    """The type of what a partner may send; empty if the message has none of those."""
    told = _header(message, "ce_type") or ""
    return told if told in INBOUND else ""


def read(message: Message) -> Usable | Unusable:
    """Reads it whole."""
    told = _header(message, "ce_id")
    message_id = told if told and _ID.fullmatch(told) else None
    if message_id is None:
        return Unusable(None, ID_MALFORMED if told or _has(message, "ce_id") else ID_MISSING)
    if _header(message, "ce_specversion") != "1.0":
        return Unusable(message_id, SPECVERSION_UNKNOWN)
    form = INBOUND.get(type_of(message))
    if form is None:
        return Unusable(message_id, TYPE_UNKNOWN)
    if message.value is None:
        return Unusable(message_id, NO_VALUE)
    if len(message.value) > LARGEST_BYTES:
        return Unusable(message_id, TOO_LARGE)
    return _read_body(message_id, form, message.value)


def _read_body(message_id: str, form: type[PartnerMessage], value: bytes) -> Usable | Unusable:
    try:
        return Usable(message_id, form.model_validate_json(value))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if any(one["type"] == "json_invalid" for one in found):
            return Unusable(message_id, NOT_JSON)
        return Unusable(message_id, BODY_INVALID, _fields((one["loc"] for one in found), form))
    except (ValueError, RecursionError):
        return Unusable(message_id, NOT_JSON)


def _fields(places: Iterable[tuple[int | str, ...]], form: type[PartnerMessage]) -> tuple[str, ...]:
    names = {str(place[0]) for place in places if place}
    return tuple(sorted(names & form.model_fields.keys()))[:_MOST_FIELDS]


def _has(message: Message, name: str) -> bool:
    return any(header == name for header, _ in message.headers)


def _header(message: Message, name: str) -> str | None:
    """Its text; None if it is not there, is no text, or is there more than once."""
    found = [value for header, value in message.headers if header == name]
    if len(found) != 1 or found[0] is None:
        return None
    try:
        return found[0].decode()
    except UnicodeDecodeError:
        return None
