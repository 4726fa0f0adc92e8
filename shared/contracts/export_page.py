"""``docs/events.md``: the events for people to read, made from the same classes as the schemas."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator
from typing import Any

from shared.contracts.event import Event
from shared.contracts.export_envelope import HEADERS, REQUIRED
from shared.contracts.export_examples import messages
from shared.contracts.export_schema import Schema, file_stem, name_of, schema_of

_HEAD = """\
<!-- Made by `levelfield contracts export`: change the classes in shared/contracts/, not this page. -->

# The events

What happens in Levelfield is told on Kafka, one topic for each service that owns something. Every event is a
[CloudEvent](https://cloudevents.io) in Kafka's binary mode: what it is about is in the headers, what happened
is in the value, as JSON. The same for programs: [AsyncAPI](../shared/contracts/asyncapi.yaml), and
[JSON Schemas and examples](../shared/contracts/schemas/).

## How to read them

- From the beginning: the topics keep everything. There are no names, contacts or free text in them.
- Ignore headers, types and fields that you do not know. More will come.
- An event may arrive twice. Keep the last `ce_sequence` for each tenant and subject, and skip what is not
  above it. Events of one subject arrive in order.
- A field with a default may be missing in events that are older than the field.
- What is released stays readable: no event, field or value goes away or changes its meaning. What must change
  comes as a new version of the event, beside the old one.

## The headers

The key of a message is `<tenant>/<id of the aggregate>`.

| header | | meaning |
| --- | --- | --- |
"""


def page(events: Iterable[type[Event]]) -> str:
    """The whole page; the same events give the same bytes."""
    known = list(events)
    examples = messages(known)
    lines = [_HEAD.rstrip("\n")]
    lines += [
        f"| `{name}` | {_always(name)} | {_cell(text['description'])} |" for name, text in HEADERS.items()
    ]
    for topic in dict.fromkeys(event.topic for event in known):
        told = [event for event in known if event.topic == topic]
        lines += _headline(told[0])
        for event in told:
            lines += _section(event, examples[event.type])
    return "\n".join(lines) + "\n"


def _headline(first: type[Event]) -> Iterator[str]:
    title = f"{first.owner}: what is so now" if first.is_state else first.owner
    yield from ("", f"## {title}", "", f"Topic: `{first.topic}`")
    if first.is_state:
        yield from (
            "",
            "It keeps the latest of each subject alone, and a message without a value (a tombstone) once",
        )
        yield "there is none any more."


def _always(header: str) -> str:
    return "always" if header in REQUIRED else "if known"


def _section(event: type[Event], example: dict[str, Any]) -> Iterator[str]:
    schema = schema_of(event)
    version = "" if event.schema_version == 1 else f", version {event.schema_version}"
    yield from ("", f"### {name_of(event)}{version}", "", inspect.cleandoc(event.__doc__ or ""), "")
    yield f"Type `{event.type}`; happens to a `{event.aggregate}`;"
    yield f"[schema](../shared/contracts/schemas/{file_stem(event)}.schema.json)."
    yield from rows_of(schema)
    yield from ("", "```json", json.dumps(_shown(example), indent=2, ensure_ascii=False), "```")


def rows_of(schema: Schema) -> Iterator[str]:
    """The table of the fields of a schema."""
    yield from ("", "| field | what it is | if missing | meaning |", "| --- | --- | --- | --- |")
    for name, field in schema["properties"].items():
        yield _row(name, field, name in schema.get("required", []), schema.get("$defs", {}))


def _shown(example: dict[str, Any]) -> dict[str, Any]:
    return {name: example[name] for name in ("key", "headers", "value")}


def _row(name: str, field: Schema, required: bool, definitions: dict[str, Schema]) -> str:
    missing = "never missing" if required else f"`{json.dumps(field.get('default'), ensure_ascii=False)}`"
    meaning = field.get("description") or _resolved(field, definitions).get("description", "")
    return f"| `{name}` | {_cell(_words(field, definitions))} | {missing} | {_cell(meaning)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _resolved(field: Schema, definitions: dict[str, Schema]) -> Schema:
    reference = field.get("$ref")
    return field if reference is None else definitions[reference.rpartition("/")[2]]


def _words(field: Schema, definitions: dict[str, Schema]) -> str:
    """The type of a field, said in a few words."""
    schema = _resolved(field, definitions)
    if "anyOf" in schema:
        return ", or ".join(_words(one, definitions) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "array":
        return f"list of ({_words(schema.get('items', {}), definitions)})"
    if kind == "object":
        return _words_of_object(schema, definitions)
    if kind == "string":
        return schema.get("format", "text") + _limits(schema, "Length", " characters")
    if kind == "null":
        return "`null`"
    return f"{kind or 'anything'}{_limits(schema, 'imum', '')}"


def _words_of_object(schema: Schema, definitions: dict[str, Schema]) -> str:
    if "properties" in schema:
        parts = (f"`{name}`: {_words(field, definitions)}" for name, field in schema["properties"].items())
        return f"object of {{{'; '.join(parts)}}}"
    values: Schema | bool = schema.get("additionalProperties", True)
    return "object" if isinstance(values, bool) else f"object of {_words(values, definitions)} by name"


def _limits(schema: Schema, of: str, unit: str) -> str:
    least, most = schema.get(f"min{of}"), schema.get(f"max{of}")
    if least is not None and most is not None:
        return f", {least} to {most}{unit}"
    if most is not None:
        return f", at most {most}{unit}"
    return "" if least is None else f", at least {least}{unit}"
