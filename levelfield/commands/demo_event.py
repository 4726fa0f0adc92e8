"""The first part of ``levelfield demo``: one event from end to end, as any client could see it."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from levelfield.commands.lines import head, line
from levelfield.issuer.mint import mint
from levelfield.local.demo import (
    NEWCOMER,
    TENANT,
    Answer,
    OnKafka,
    begin,
    find_on_kafka,
    join,
    read_in_training,
)
from levelfield.local.layout import Layout
from levelfield.local.stack import Stack
from shared.contracts.event import topic_of_owner
from shared.settings import ServiceSettings


def show_one_event(root: Path, stack: Stack, settings: ServiceSettings, console: Console) -> None:
    """Somebody joins, and is seen on Kafka and in another service.

    Raises:
        DemoFailed: a step did not come out as it should.
    """
    urls = {part.name: part.url for part in stack.services}
    token = mint(Layout(root).home, stack.issuer.url if stack.issuer else "", roles=["lead"], tenant=TENANT)
    begun = begin(urls["registration"], token)
    joined = join(urls["registration"], token)
    _show_joined(console, begun, joined)
    topic = settings.topic(topic_of_owner("registration"))
    _show_message(console, find_on_kafka(settings.kafka_bootstrap_servers, topic, joined.event))
    _show_read(console, joined, read_in_training(urls["training"], token, joined))


def _show_joined(console: Console, begun: Answer, joined: Answer) -> None:
    head(console, "2. A lead begins a collaborative and adds somebody, in registration")
    line(console, f"POST {begun.url}")
    line(console, f"{begun.status} after {begun.milliseconds:.0f} ms, Levelfield-Event: {begun.event}")
    line(console, f"POST {joined.url}")
    line(console, f"     {json.dumps(NEWCOMER)}")
    line(console, f"{joined.status} after {joined.milliseconds:.0f} ms, Levelfield-Event: {joined.event}")


def _show_message(console: Console, found: OnKafka) -> None:
    head(console, "3. Kafka has the event, with nothing private in it")
    line(console, f"topic {found.topic}, partition {found.partition}, offset {found.offset}")
    for name, value in {"key": found.key, **found.headers, "value": found.value}.items():
        line(console, f"{name:<17} {value}")


def _show_read(console: Console, joined: Answer, known: Answer) -> None:
    head(console, "4. Training knows her: a request may say which event it follows, and is answered after it")
    line(console, f"GET {known.url}")
    line(console, f"     Levelfield-After: {joined.event}")
    line(console, f"{known.status} after {known.milliseconds:.0f} ms")
    line(console, f"     {json.dumps(known.body)}")
