"""The topics: which there are, and how each must be kept.

Event topics keep everything: they are the history from which read models are made again, and they hold
no personal data. The number of partitions is fixed when a topic is made, because raising it would move
aggregates to other partitions and lose their order.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from shared.contracts.event import topic_of_owner

PARTITIONS = 12
_KEEP_EVERYTHING = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}


@dataclass(frozen=True)
class TopicSpec:
    """How a topic must be."""

    name: str
    partitions: int = PARTITIONS
    config: dict[str, str] = field(default_factory=lambda: dict(_KEEP_EVERYTHING))


_KEEP_THE_LATEST = {
    "cleanup.policy": "compact",
    # What was replaced, or ended by a tombstone, is dropped within a day, however little is written.
    "max.compaction.lag.ms": "86400000",
    "min.cleanable.dirty.ratio": "0.01",
    "segment.ms": "3600000",
    "delete.retention.ms": "604800000",
}

_KEEP_NO_NAME_FOR_LONG = _KEEP_THE_LATEST | {
    # Names stand here unsealed, so what was ended goes sooner: see ADR 0017.
    "max.compaction.lag.ms": "3600000",
    "segment.ms": "600000",
}

EVENT_TOPICS = (
    *(
        TopicSpec(topic_of_owner(owner))
        for owner in ("registration", "training", "evaluation", "notifications")
    ),
    TopicSpec("registration.contacts.v1", config=dict(_KEEP_THE_LATEST)),
    TopicSpec("celebrations.v1", config=dict(_KEEP_NO_NAME_FOR_LONG)),
)
"""One for each service that publishes, and one for each state that it tells."""


def in_namespace(namespace: str, topics: Iterable[TopicSpec] = EVENT_TOPICS) -> list[TopicSpec]:
    """The topics as an installation names them."""
    prefix = f"{namespace}-" if namespace else ""
    return [TopicSpec(f"{prefix}{topic.name}", topic.partitions, topic.config) for topic in topics]


async def apply_topics(
    bootstrap_servers: str, topics: Iterable[TopicSpec], *, replication: int = 1
) -> list[str]:
    """Makes the topics that are missing; returns their names. Those that exist are left as they are.

    Raises:
        aiokafka.errors.KafkaError: Kafka refused one.
    """
    wanted = [
        NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config) for topic in topics
    ]
    made: list[str] = []
    async with _admin(bootstrap_servers) as admin:
        response: Any = await admin.create_topics(wanted)
        for name, code, *_ in response.topic_errors:
            error = for_code(code)
            if code == 0:
                made.append(name)
            elif error is not TopicAlreadyExistsError:
                raise error(name)
    return made


async def remove_topics(bootstrap_servers: str, names: Sequence[str]) -> None:
    """Removes topics with all that is on them; one that is not there is no fault.

    Raises:
        aiokafka.errors.KafkaError: Kafka refused one.
    """
    async with _admin(bootstrap_servers) as admin:
        response: Any = await admin.delete_topics(list(names))
        for name, code, *_ in response.topic_error_codes:
            error = for_code(code)
            if code != 0 and error is not UnknownTopicOrPartitionError:
                raise error(name)


async def check_topics(bootstrap_servers: str, topics: Iterable[TopicSpec]) -> list[str]:
    """What is not as it must be, one sentence for each; empty when all is well."""
    wanted = {topic.name: topic for topic in topics}
    faults: list[str] = []
    async with _admin(bootstrap_servers) as admin:
        there = {
            one["topic"]: one for one in await admin.describe_topics(list(wanted)) if not one["error_code"]
        }
        for name, topic in wanted.items():
            if name not in there:
                faults.append(f"{name} is missing: run levelfield topics apply")
            elif len(there[name]["partitions"]) != topic.partitions:
                count = len(there[name]["partitions"])
                faults.append(f"{name} has {count} partitions, not {topic.partitions}")
        present = [ConfigResource(ConfigResourceType.TOPIC, name) for name in wanted if name in there]
        responses: list[Any] = await admin.describe_configs(present) if present else []
        for response in responses:
            for _, _, _, name, entries in response.resources:
                settings = {entry[0]: entry[1] for entry in entries}
                faults += [
                    f"{name}: {key} is {settings.get(key)}, not {value}"
                    for key, value in wanted[name].config.items()
                    if settings.get(key) != value
                ]
    return faults


async def partitions_of(bootstrap_servers: str, topics: Sequence[str]) -> dict[str, int]:
    """How many partitions each topic has; one that does not exist is left out."""
    async with _admin(bootstrap_servers) as admin:
        described = await admin.describe_topics(list(topics))
    return {one["topic"]: len(one["partitions"]) for one in described if not one["error_code"]}


@asynccontextmanager
async def _admin(bootstrap_servers: str) -> AsyncGenerator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=15_000)
    await client.start()
    try:
        yield client
    finally:
        await client.close()
