"""What every bench is given: the real parts, names of its own on them, and how much is asked for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from uvicorn.loops.auto import auto_loop_factory

from shared.messaging.topics import TopicSpec, apply_topics
from shared.persistence.database import Client, connect
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class Setting:
    """Where and how much.

    Args:
        namespace: stands before every database, topic and group of this run.
        folder: for keys and logs of processes; gone afterwards.
        say: tells whoever waits what is going on.
    """

    bootstrap_servers: str
    mongodb_uri: str
    namespace: str
    folder: Path
    rounds: int
    full: bool
    say: Callable[[str], None]

    def services(self, part: str) -> ServiceSettings:
        """Settings of an installation of its own within this run."""
        return ServiceSettings.model_validate(
            {
                "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
                "MONGODB_URI": self.mongodb_uri,
                "namespace": f"{self.namespace}-{part}",
                "env": "local",
            }
        )

    def make_topics(self, names: Sequence[str]) -> None:
        """Makes topics as the platform has them, 12 partitions each."""
        run(lambda: apply_topics(self.bootstrap_servers, [TopicSpec(name) for name in names]), within=60)

    def drop_databases(self, containing: str) -> None:
        """Drops the databases of this run whose names contain a text, so that no round pays for another."""

        async def drop(client: Client) -> None:
            for name in await client.list_database_names():
                if name.startswith(self.namespace) and containing in name:
                    await client.drop_database(name)

        run(lambda: with_client(self.mongodb_uri, drop), within=120)


def new_namespace() -> str:
    """A name that no other run has."""
    return f"bench{secrets.token_hex(4)}"


async def with_client[T](uri: str, do: Callable[[Client], Awaitable[T]]) -> T:
    """Does something with a client that is closed afterwards."""
    client = connect(uri)
    try:
        return await do(client)
    finally:
        await client.close()


def run[T](what: Callable[[], Awaitable[T]], within: float) -> T:
    """Runs a coroutine on a loop of its own, of the kind that services run on, at most ``within`` seconds.

    Raises:
        TimeoutError: it took longer.
    """

    async def bounded() -> T:
        async with asyncio.timeout(within):
            return await what()

    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        return runner.run(bounded())
