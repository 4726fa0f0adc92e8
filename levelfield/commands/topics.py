"""``levelfield topics``: make the topics, and see that they are kept as they must be."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from aiokafka.errors import BrokerResponseError, InvalidReplicationFactorError, KafkaError

from levelfield.commands.options import HERE, RootOption
from levelfield.installation import FOUND, UNREACHABLE
from levelfield.local import record
from levelfield.local.layout import Layout
from levelfield.local.probes import kafka_answers, run_apart
from shared.messaging.topics import TopicSpec, apply_topics, check_topics, in_namespace

app = typer.Typer(help="Make the topics, and see that they are kept as they must be.", no_args_is_help=True)

_SECONDS = 40.0
_VISIBLE_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.1
_SERVERS = re.compile(r"[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*")
_NAMESPACE = re.compile(r"([a-z0-9-]{1,30})?")


def _servers(value: str | None) -> str | None:
    if value is not None and not _SERVERS.fullmatch(value):
        raise typer.BadParameter("it is host:port, or several with commas between")
    return value


def _namespace(value: str) -> str:
    if not _NAMESPACE.fullmatch(value):
        raise typer.BadParameter("it is up to 30 small letters, digits and hyphens")
    return value


ServersOption = Annotated[
    str | None,
    typer.Option(
        envvar="KAFKA_BOOTSTRAP_SERVERS",
        metavar="HOST:PORT",
        callback=_servers,
        help="Where Kafka is; by default the one that runs here.",
    ),
]
NamespaceOption = Annotated[
    str,
    typer.Option(envvar="LEVELFIELD_NAMESPACE", callback=_namespace, help="Before the name of every topic."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print an object for programs.")]


@app.command("apply")
def apply_all(
    bootstrap_servers: ServersOption = None,
    namespace: NamespaceOption = "",
    replication: Annotated[
        int, typer.Option(min=1, max=100, help="How many brokers hold each new topic; 3 in production.")
    ] = 1,
    as_json: JsonOption = False,
    root: RootOption = HERE,
) -> None:
    """Make the topics that are missing. Those that exist are never changed, only looked at; repeat at will.

    Exit codes: 0 every topic is as it must be, 1 one is not and why, 2 wrong use, 3 Kafka cannot be reached.

    Example: levelfield topics apply --bootstrap-servers kafka-1:9092,kafka-2:9092 --replication 3
    """
    servers, topics = kafka_at(bootstrap_servers, root), in_namespace(namespace)
    made = ask(servers, lambda: apply_topics(servers, topics, replication=replication))
    _tell(topics, made, ask(servers, lambda: _settled(servers, topics, made)), as_json)


@app.command()
def check(
    bootstrap_servers: ServersOption = None,
    namespace: NamespaceOption = "",
    as_json: JsonOption = False,
    root: RootOption = HERE,
) -> None:
    """Compare the topics with how they must be. Changes nothing.

    Exit codes: 0 every topic is as it must be, 1 one is not and why, 2 wrong use, 3 Kafka cannot be reached.

    Example: levelfield topics check --json | jq -r '.faults[]'
    """
    servers, topics = kafka_at(bootstrap_servers, root), in_namespace(namespace)
    _tell(topics, [], ask(servers, lambda: check_topics(servers, topics)), as_json)


def kafka_at(given: str | None, root: RootOption) -> str:
    """Where Kafka is: as said, else as the local stack has written down; ends the command if it is away."""
    known = record.read(Layout(root).run / "kafka.json")
    servers = given or (known.url if known else None)
    if servers is None:
        where = "name it with --bootstrap-servers, set KAFKA_BOOTSTRAP_SERVERS, or start it: levelfield up"
        typer.echo(f"No Kafka runs here: {where}.", err=True)
        raise typer.Exit(UNREACHABLE)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it repeats, per try, what we say once
    if not kafka_answers(servers):
        _unreachable(servers)
    return servers


def _unreachable(servers: str) -> None:
    typer.echo(f"Kafka does not answer at {servers}: see that it runs there, and try again.", err=True)
    raise typer.Exit(UNREACHABLE)


def ask[T](servers: str, question: Callable[[], Awaitable[T]]) -> T:
    """Its answer within a bound; ends the command with one sentence when Kafka is away or says no."""
    try:
        return run_apart(question, _SECONDS)
    except BrokerResponseError as refusal:
        typer.echo(f"Kafka refused {refusal.args[0]}: {_reason(refusal)}", err=True)
        raise typer.Exit(FOUND) from None
    except (KafkaError, OSError, TimeoutError):
        _unreachable(servers)
        raise


def _reason(refusal: BrokerResponseError) -> str:
    if isinstance(refusal, InvalidReplicationFactorError):
        return "--replication asks for more copies than there are brokers, or than its policy allows."
    return str(refusal.description or type(refusal).__name__)


async def _settled(servers: str, topics: list[TopicSpec], made: list[str]) -> list[str]:
    """The faults, once the brokers that answer have heard of what was made."""
    deadline = time.monotonic() + _VISIBLE_SECONDS
    while True:
        faults = await check_topics(servers, topics)
        unheard = any(fault.startswith(f"{name} is missing") for fault in faults for name in made)
        if not unheard or time.monotonic() > deadline:
            return faults
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def _tell(topics: list[TopicSpec], made: list[str], faults: list[str], as_json: bool) -> None:
    if as_json:
        told = {"topics": [topic.name for topic in topics], "made": made, "faults": faults}
        typer.echo(json.dumps(told, indent=2))
    else:
        for name in made:
            typer.echo(f"Made {name}.")
        for fault in faults:
            typer.echo(fault)
        if not faults:
            typer.echo(f"All {len(topics)} topics are as they must be.")
    if faults:
        raise typer.Exit(FOUND)
