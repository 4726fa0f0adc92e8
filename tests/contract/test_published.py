"""What is published of the contracts is checked in, says what the code says, and is true of real events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for

from shared.contracts.compatibility import breaking, unreadable
from shared.contracts.event import Event
from shared.contracts.export import REPOSITORY, SCHEMAS, generated, out_of_date, released, schemas_in
from shared.contracts.export_schema import file_stem
from shared.contracts.registry import CONTRACTS
from shared.messaging.envelope import read_envelope
from shared.messaging.topics import EVENT_TOPICS

_EVENTS = list(CONTRACTS)
_ASYNCAPI_SCHEMA = Path(__file__).with_name("asyncapi-3.0.0.schema.json")

each_event = pytest.mark.parametrize("event", _EVENTS, ids=lambda event: event.type)


def test_the_generated_files_say_what_the_code_says() -> None:
    assert out_of_date(REPOSITORY, generated()) == [], "run make contracts, and look at the difference"


def test_nothing_that_was_released_is_broken() -> None:
    schemas, examples = released(REPOSITORY)

    assert [str(one) for one in breaking(schemas, schemas_in(generated()))] == []
    assert [str(one) for one in unreadable(examples, schemas, CONTRACTS)] == []


@each_event
def test_each_event_says_what_it_means_and_gives_an_example(event: type[Event]) -> None:
    assert event.__doc__
    assert event.example


@each_event
def test_each_event_has_a_topic(event: type[Event]) -> None:
    assert event.topic in {topic.name for topic in EVENT_TOPICS}


@each_event
def test_each_example_is_as_its_schema_and_its_class_say(event: type[Event]) -> None:
    schema = _file(event, "schema")
    example, message = _file(event, "example"), _file(event, "message")

    Draft202012Validator.check_schema(schema)
    assert _faults(schema, example) == []
    assert _faults(schema, message["value"]) == []
    assert event.model_validate(example) == event.model_validate(message["value"])


@each_event
def test_a_field_that_nobody_knows_yet_offends_neither_schema_nor_class(event: type[Event]) -> None:
    example = _file(event, "example") | {"from_the_future": 1}

    assert _faults(_file(event, "schema"), example) == []
    event.model_validate(example)


@each_event
def test_each_example_message_is_read_by_the_consumers_own_envelope(event: type[Event]) -> None:
    message = _file(event, "message")
    headers = [(name, value.encode()) for name, value in message["headers"].items()]

    envelope = read_envelope(message["key"].encode(), headers, event.owner)

    assert envelope.type == event.type
    assert envelope.kind == event.aggregate
    assert envelope.headers() == headers


def test_the_asyncapi_document_is_as_asyncapi_3_says() -> None:
    schema = json.loads(_ASYNCAPI_SCHEMA.read_text())
    validator = validator_for(schema)(schema)

    assert [error.message for error in validator.iter_errors(_asyncapi())] == []
    assert not validator.is_valid(_asyncapi() | {"asyncapi": "2.6.0"})


def test_every_reference_in_the_asyncapi_document_leads_somewhere() -> None:
    document = _asyncapi()

    for reference in _references(document):
        _at(document, reference)


def test_the_asyncapi_document_has_each_event_with_its_headers_key_and_topic() -> None:
    document = _asyncapi()
    by_type = {
        message["name"]: (channel, message)
        for channel in document["channels"].values()
        for message in (_at(document, one["$ref"]) for one in channel["messages"].values())
    }

    assert set(by_type) == {event.type for event in _EVENTS}
    for event in _EVENTS:
        channel, message = by_type[event.type]
        assert channel["address"] == event.topic
        example = _file(event, "message")
        components = {"components": document["components"]}
        assert _faults(message["headers"] | components, example["headers"]) == []
        assert _faults(message["payload"] | components, example["value"]) == []
        assert _faults(message["bindings"]["kafka"]["key"], example["key"]) == []
        assert _faults(message["headers"] | components, example["headers"] | {"ce_type": "another"}) != []


def test_the_page_names_each_event_and_each_of_its_fields() -> None:
    page = (REPOSITORY / "docs/events.md").read_text()

    for event in _EVENTS:
        assert event.type in page
        assert all(f"| `{name}` |" in page for name in event.model_fields)


def _file(event: type[Event], kind: str) -> dict[str, Any]:
    return json.loads((REPOSITORY / SCHEMAS / f"{file_stem(event)}.{kind}.json").read_text())


def _faults(schema: dict[str, Any], instance: dict[str, Any] | str) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(instance)]


def _asyncapi() -> dict[str, Any]:
    return yaml.safe_load((REPOSITORY / "shared/contracts/asyncapi.yaml").read_text())


def _references(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for one in cast("list[object]", node):
            yield from _references(one)
    elif isinstance(node, dict):
        for key, value in cast("dict[str, object]", node).items():
            if key == "$ref":
                yield str(value)
            else:
                yield from _references(value)


def _at(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found
