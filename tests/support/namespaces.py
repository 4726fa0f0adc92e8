"""A name of its own for each test, so that tests share Kafka and MongoDB without meeting each other."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from levelfield.local.probes import run_apart
from tests.support.parts import Parts

_REMOVE_SECONDS = 15.0


@contextmanager
def namespace_on(parts: Parts) -> Generator[str]:
    """Yield the name (see ``shared.settings``); what was made under it is removed afterwards."""
    name = f"t{secrets.token_hex(4)}"
    try:
        yield name
    finally:
        _drop_databases(parts.mongodb_uri, f"{name}-")
        run_apart(lambda: _delete_topics(parts.bootstrap_servers, f"{name}-"), _REMOVE_SECONDS)


def _drop_databases(uri: str, prefix: str) -> None:
    milliseconds = int(_REMOVE_SECONDS * 1000)
    with MongoClient[dict[str, Any]](uri, timeoutMS=milliseconds) as client:
        for database in client.list_database_names():
            if database.startswith(prefix):
                client.drop_database(database)


async def _delete_topics(bootstrap_servers: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        await admin.start()
        doomed = [topic for topic in await admin.list_topics() if topic.startswith(prefix)]
        if doomed:
            await admin.delete_topics(doomed)
    finally:
        await admin.close()
