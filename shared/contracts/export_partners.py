"""The messages of partners, as schemas, as examples and on the page: apart from the events."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator
from typing import Any

from shared.contracts.export_page import rows_of
from shared.contracts.export_schema import DIALECT, Schema, body_of
from shared.contracts.partners import PartnerMessage

_HEAD = """
## partners

What a partner organisation and the collaborative send each other, on two topics of that partner alone. They
are no events of Levelfield's: [partner topics](partners.md) says how to send them, and what becomes of them.
"""


def partner_schema(message: type[PartnerMessage]) -> Schema:
    """What it looks like; of what a partner sends, only what has no default is required."""
    head = {
        "$schema": DIALECT,
        "$id": f"urn:levelfield:partner:{_name(message)}:v{message.schema_version}",
        "x-type": message.type,
        "x-topic": f"partner.{{tenant}}.{{organisation}}.{message.direction}.v1",
    }
    return head | body_of(message, as_sent=message.direction == "in")


def partner_stem(message: type[PartnerMessage]) -> str:
    """Where its files lie below ``schemas/``: ``partner/StaffJoined.v1``."""
    return f"partner/{_name(message)}.v{message.schema_version}"


def example_of(message: type[PartnerMessage]) -> dict[str, Any]:
    """Its made-up example, with all fields."""
    made = message.model_validate_json(json.dumps(message.example))
    return made.model_dump(mode="json")


def partner_section(messages: Iterable[type[PartnerMessage]]) -> str:
    """The part of the page that is about them."""
    return _HEAD + "\n".join(line for message in messages for line in _lines(message)) + "\n"


def _lines(message: type[PartnerMessage]) -> Iterator[str]:
    schema = partner_schema(message)
    way = "from the partner" if message.direction == "in" else "to the partner"
    yield from ("", f"### {_name(message)}", "", inspect.cleandoc(message.__doc__ or ""), "")
    yield f"Type `{message.type}`; {way};"
    yield f"[schema](../shared/contracts/schemas/{partner_stem(message)}.schema.json)."
    yield from rows_of(schema)
    yield from ("", "```json", json.dumps(example_of(message), indent=2, ensure_ascii=False), "```")


def _name(message: type[PartnerMessage]) -> str:
    return message.type.split(".")[2]
