"""An event as JSON Schema (draft 2020-12): what any event of this type on the topic looks like.

It is the schema of what is written. Only fields without a default are required, because events that were
written before a field was added are on the topic for ever. Unknown fields are allowed, at every level
that the event's classes allow them: readers are tolerant.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import CoreSchema, WithDefaultSchema

from shared.contracts.event import Event

type Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Published(GenerateJsonSchema):
    """Pydantic's own, less the titles that repeat a field's name, with the defaults that factories make."""

    def field_title_should_be_set(self, schema: CoreSchema | Any) -> bool:  # noqa: ARG002
        return False

    def get_default_value(self, schema: WithDefaultSchema) -> Any:
        made = schema.get("default_factory")
        if made is None or schema.get("default_factory_takes_data"):
            return super().get_default_value(schema)
        return cast("Callable[[], Any]", made)()


def schema_of(event: type[Event]) -> Schema:
    """The event's schema. The ``x-`` entries tell what no schema can: where it is found, what it is about."""
    head = {
        "$schema": DIALECT,
        "$id": f"urn:levelfield:{event.owner}:{name_of(event)}:v{event.schema_version}",
        "x-type": event.type,
        "x-topic": event.topic,
        "x-aggregate": event.aggregate,
    }
    return head | body_of(event)


def body_of(model: type[BaseModel], *, as_sent: bool = False) -> Schema:
    """What the fields of a model look like.

    Args:
        as_sent: by somebody else, who may leave out what has a default.
    """
    mode = "validation" if as_sent else "serialization"
    body = model.model_json_schema(mode=mode, schema_generator=_Published)
    return body | {"additionalProperties": True}


def shared_schemas(
    events: Iterable[type[Event]], ref_template: str
) -> tuple[dict[str, Schema], dict[str, Schema]]:
    """All events side by side in one document: a reference to each by its type, and the schemas by name."""
    references, found = models_json_schema(
        [(event, "serialization") for event in events],
        ref_template=ref_template,
        schema_generator=_Published,
    )
    by_type = {
        event.type: reference for (event, _), reference in references.items() if issubclass(event, Event)
    }
    return by_type, found.get("$defs", {})


def summary_of(event: type[Event]) -> str:
    """The first paragraph of its docstring, on one line."""
    return " ".join(inspect.cleandoc(event.__doc__ or "").partition("\n\n")[0].split())


def name_of(event: type[Event]) -> str:
    """The event's name without owner and version: ``ParticipantJoined``."""
    return event.type.split(".")[2]


def file_stem(event: type[Event]) -> str:
    """Where its files lie below ``schemas/``: ``registration/ParticipantJoined.v1``."""
    return f"{event.owner}/{name_of(event)}.v{event.schema_version}"
