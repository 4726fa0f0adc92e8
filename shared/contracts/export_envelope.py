"""The envelope as JSON Schema: the headers and the key of every event (see ``shared.messaging.envelope``).

Headers are bytes in Kafka; this describes the UTF-8 text in them. ``tests/contract`` holds it against
the envelope that writes and reads them.
"""

from __future__ import annotations

from typing import Any

from shared.contracts.event import Event
from shared.contracts.export_schema import DIALECT, Schema

_TENANT = "[a-z][a-z0-9-]{1,39}"
_AGGREGATE_ID = "[A-Za-z0-9._-]{1,100}"
_SUBJECT = f"[a-z][a-z_]{{0,39}}/{_AGGREGATE_ID}"
_SEQUENCE = "[1-9][0-9]{0,17}"

KEY: Schema = {
    "type": "string",
    "pattern": f"^{_TENANT}/{_AGGREGATE_ID}$",
    "description": "The tenant and the aggregate's id, so that its events are in one partition, in order.",
}


def _text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description} | more


HEADERS: dict[str, Schema] = {
    "ce_specversion": _text("The version of CloudEvents.", const="1.0"),
    "ce_id": _text(
        "The subject and the sequence. The same however often the event is sent: with the tenant, what to "
        "recognise a duplicate by.",
        pattern=f"^{_SUBJECT}#{_SEQUENCE}$",
    ),
    "ce_source": _text("The service that published it.", pattern="^/levelfield/[a-z]{1,40}$"),
    "ce_type": _text(
        "What happened, with the version of its schema.",
        pattern="^levelfield\\.[a-z]{1,40}\\.[A-Za-z0-9]{1,100}\\.v[1-9][0-9]{0,3}$",
    ),
    "ce_subject": _text("The aggregate it happened to: its kind and its id.", pattern=f"^{_SUBJECT}$"),
    "ce_time": _text("When it was committed, with its offset from UTC.", format="date-time"),
    "ce_sequence": _text(
        "Counted per aggregate from 1 without gaps: one that was read before is a duplicate, one that jumps "
        "ahead means that another is still to come.",
        pattern=f"^{_SEQUENCE}$",
    ),
    "ce_tenant": _text("The collaborative it belongs to.", pattern=f"^{_TENANT}$"),
    "content-type": _text("How the value is written.", const="application/json"),
    "ce_correlationid": _text("The same for all that one request led to."),
    "ce_causationid": _text("The id of the event or request that led to this one directly."),
    "ce_traceparent": _text("W3C Trace Context of the command."),
}
_OPTIONAL = ("ce_correlationid", "ce_causationid", "ce_traceparent")
REQUIRED = [name for name in HEADERS if name not in _OPTIONAL]


def headers_schema() -> Schema:
    """What the headers of every event have in common."""
    return {
        "title": "CloudEventHeaders",
        "description": "CloudEvents 1.0 attributes in Kafka's binary mode. Others may come: ignore them.",
        "type": "object",
        "required": REQUIRED,
        "properties": HEADERS,
        "additionalProperties": True,
    }


def headers_of(event: type[Event]) -> Schema:
    """What the headers of one event have of their own."""
    properties = {
        "ce_type": {"const": event.type},
        "ce_source": {"const": f"/levelfield/{event.owner}"},
        "ce_subject": {"pattern": f"^{event.aggregate}/"},
    }
    return {"type": "object", "properties": properties}


def envelope_schema() -> Schema:
    """Key and headers in one file, so that they are released, and held to what was released, like events."""
    return {
        "$schema": DIALECT,
        "$id": "urn:levelfield:envelope:v1",
        "title": "Envelope",
        "description": "What surrounds every event on a topic.",
        "type": "object",
        "required": ["key", "headers"],
        "properties": {"key": KEY, "headers": headers_schema()},
        "additionalProperties": True,
    }
