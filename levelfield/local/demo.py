"""The steps of ``levelfield demo``: what any client could do, over HTTP and with plain aiokafka.

Each step is bounded in time and gives back what really happened, to be shown; a step that does not come
out as it should raises ``DemoFailed`` with one sentence.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from levelfield.local.plain_http import ask
from levelfield.local.probes import run_apart

TENANT = "first-steps-ni"
COLLABORATIVE = {
    "slug": TENANT,
    "name": "First steps",
    "specialty": "mental health",
    "region": "Northern Ireland",
    "aims": [{"measure": "representation", "target": 0.3, "by": "2018-05-31"}],
}
NEWCOMER = {
    "role": "carer",
    "name": "Nuala Example (invented)",
    "email": "nuala.example@example.org",
    "cohort": "2018-spring",
}
_SECONDS = 10.0


class DemoFailed(Exception):
    """A step did not come out as it should; the sentence says which."""


@dataclass(frozen=True)
class Answer:
    """What a service answered, and after how long."""

    url: str
    status: str
    milliseconds: float
    event: str
    body: dict[str, Any]


@dataclass(frozen=True)
class OnKafka:
    """A message as it lies on its topic."""

    topic: str
    partition: int
    offset: int
    key: str
    headers: Mapping[str, str]
    value: str


def begin(registration: str, token: str) -> Answer:
    """A collaborative begins."""
    return _ask("registration", 201, "POST", f"{registration}/v1/collaboratives", token, json=COLLABORATIVE)


def join(registration: str, token: str) -> Answer:
    """Somebody invented joins."""
    url = f"{registration}/v1/{TENANT}/participants"
    return _ask("registration", 201, "POST", url, token, json=NEWCOMER)


def read_in_training(training: str, token: str, joined: Answer) -> Answer:
    """The same person, read from another service by a request that says what it follows."""
    url = f"{training}/v1/{TENANT}/people/{joined.body['id']}"
    return _ask("training", 200, "GET", url, token, headers={"Levelfield-After": joined.event})


def _ask(service: str, expected: int, method: str, url: str, token: str, **more: Any) -> Answer:
    headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
    begun = time.perf_counter()
    try:
        answer = ask(method, url, headers=headers, timeout=_SECONDS, **more)
    except httpx.HTTPError as problem:
        raise DemoFailed(f"{service} did not answer ({type(problem).__name__}).") from problem
    milliseconds = (time.perf_counter() - begun) * 1000
    if answer.status_code != expected:
        raise DemoFailed(f"{service} answered {answer.status_code}, not {expected}: {answer.text}")
    status = f"{answer.status_code} {answer.reason_phrase}"
    event = answer.headers.get("Levelfield-Event", "")
    return Answer(url, status, milliseconds, event, answer.json())


def find_on_kafka(bootstrap_servers: str, topic: str, event_id: str) -> OnKafka:
    """Reads the topic from its beginning until the event comes."""
    try:
        return run_apart(lambda: _find(bootstrap_servers, topic, event_id), _SECONDS)
    except TimeoutError:
        raise DemoFailed(f"The event was not on Kafka within {_SECONDS:.0f} s.") from None


async def _find(bootstrap_servers: str, topic: str, event_id: str) -> OnKafka:
    consumer: Any = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    async with consumer:
        async for message in consumer:
            headers = {name: value.decode() for name, value in message.headers}
            if headers.get("ce_id") == event_id:
                return OnKafka(
                    message.topic,
                    message.partition,
                    message.offset,
                    message.key.decode(),
                    headers,
                    message.value.decode(),
                )
    raise DemoFailed("Kafka closed the connection before the event came.")
