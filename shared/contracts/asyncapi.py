"""The platform's events as one AsyncAPI 3.0 document, complete in itself: no other file is needed to read it.

Channels are the topics, one for each owner; operations are what the owner does (send) and what any
reader does (receive). The names of an installation may begin with its namespace.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from shared.contracts.event import Event
from shared.contracts.export_envelope import KEY, headers_of, headers_schema
from shared.contracts.export_examples import messages
from shared.contracts.export_schema import name_of, shared_schemas, summary_of
from shared.contracts.registry import CONTRACTS, Contracts
from shared.messaging.topics import EVENT_TOPICS, TopicSpec

type Document = dict[str, Any]

# Of the contracts, not of a release: it says the same as the topics' names, and a release changes nothing.
_VERSION = "1.0.0"
_KAFKA_BINDING = "0.5.0"
_HEADERS = "CloudEventHeaders"


def asyncapi(contracts: Contracts = CONTRACTS, topics: Iterable[TopicSpec] = EVENT_TOPICS) -> str:
    """The document as YAML; the same contracts give the same bytes."""
    document = _document(list(contracts), {topic.name: topic for topic in topics})
    return yaml.dump(document, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True, width=110)


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _document(events: list[type[Event]], topics: dict[str, TopicSpec]) -> Document:
    by_topic: dict[str, list[type[Event]]] = {}
    for event in events:
        by_topic.setdefault(event.topic, []).append(event)
    return {
        "asyncapi": "3.0.0",
        "id": "urn:levelfield:events",
        "info": {
            "title": "Levelfield's events",
            "version": _VERSION,
            "description": (
                "What happens in Levelfield, as CloudEvents 1.0 in Kafka's binary mode. The topics keep "
                "everything, so read them from the beginning. Ignore types and fields that you do not know. "
                "Events carry identifiers, roles and organisations, never names, contacts or free text."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _server()},
        "channels": {_channel_id(topic): _channel(told, topics) for topic, told in by_topic.items()},
        "operations": {
            name: operation for told in by_topic.values() for name, operation in _operations(told).items()
        },
        "components": _components(events),
    }


def _server() -> Document:
    return {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "description": "The installation's Kafka.",
        "variables": {"bootstrap": {"default": "localhost:9092", "description": "Its bootstrap servers."}},
    }


def _channel(events: list[type[Event]], topics: dict[str, TopicSpec]) -> Document:
    owner, address = events[0].owner, events[0].topic
    topic = topics.get(address, TopicSpec(address))
    news = f"Everything that {owner} has told since the beginning. Only {owner} writes to it."
    states = (
        f"What is so now: the latest of each subject, and a message without a value once there is none. "
        f"Only {owner} writes to it."
    )
    return {
        "address": address,
        "title": f"{'States' if events[0].is_state else 'Events'} of {owner}",
        "description": states if events[0].is_state else news,
        "messages": {
            _message_id(event): {"$ref": f"#/components/messages/{_message_id(event)}"} for event in events
        },
        "bindings": {
            "kafka": {
                "topic": address,
                "partitions": topic.partitions,
                "topicConfiguration": _topic_configuration(topic),
                "bindingVersion": _KAFKA_BINDING,
            }
        },
    }


def _topic_configuration(topic: TopicSpec) -> Document:
    return {
        key: value.split(",") if key == "cleanup.policy" else int(value) if _is_number(value) else value
        for key, value in topic.config.items()
    }


def _is_number(value: str) -> bool:
    return value.removeprefix("-").isdigit()


def _operations(events: list[type[Event]]) -> Document:
    owner, channel_id = events[0].owner, _channel_id(events[0].topic)
    channel = {"$ref": f"#/channels/{channel_id}"}
    told = [{"$ref": f"#/channels/{channel_id}/messages/{_message_id(event)}"} for event in events]
    return {
        f"{channel_id}.publish": {
            "action": "send",
            "channel": channel,
            "title": f"{owner} publishes",
            "description": "After the change is committed, at least once, in order for each aggregate.",
            "messages": told,
        },
        f"{channel_id}.read": {
            "action": "receive",
            "channel": channel,
            "title": f"Anyone reads what {owner} has told",
            "description": (
                "With a consumer group of your own, from the beginning. Skip what you have applied before: "
                "per tenant and subject, a ce_sequence that is not above the last one."
            ),
            "messages": told,
        },
    }


def _components(events: list[type[Event]]) -> Document:
    payloads, schemas = shared_schemas(events, "#/components/schemas/{model}")
    examples = messages(events)
    return {
        "messages": {
            _message_id(event): _message(event, payloads[event.type], examples[event.type])
            for event in events
        },
        "schemas": {_HEADERS: headers_schema(), **schemas},
        "correlationIds": {
            "correlation": {
                "description": "The same for all that one request led to.",
                "location": "$message.header#/ce_correlationid",
            }
        },
    }


def _message(event: type[Event], payload: Document, example: Document) -> Document:
    return {
        "name": event.type,
        "title": _message_id(event),
        "summary": summary_of(event),
        "contentType": "application/json",
        "tags": [{"name": event.aggregate, "description": f"Happens to a {event.aggregate}."}],
        "headers": {"allOf": [{"$ref": f"#/components/schemas/{_HEADERS}"}, headers_of(event)]},
        "payload": payload,
        "correlationId": {"$ref": "#/components/correlationIds/correlation"},
        "bindings": {"kafka": {"key": KEY, "bindingVersion": _KAFKA_BINDING}},
        "examples": [{"name": "example", "headers": example["headers"], "payload": example["value"]}],
    }


def _channel_id(topic: str) -> str:
    return topic.removesuffix(".v1")


def _message_id(event: type[Event]) -> str:
    return f"{event.owner}.{name_of(event)}.v{event.schema_version}"
