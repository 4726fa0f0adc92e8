"""What an installation leaves on a Kafka and a MongoDB that it shared with others, and its removal.

Invariant: only what begins with the installation's own namespace is touched, and there is no removing
without one.
"""

from __future__ import annotations

from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from levelfield.local.probes import run_apart

_SECONDS = 60.0
"""MongoDB removes a file for each collection and each index, which takes its time on a busy disk."""


def remove_databases(uri: str, namespace: str) -> None:
    """Removes the databases of a namespace.

    Raises:
        ValueError: the namespace is empty, which would be everybody's.
        pymongo.errors.PyMongoError: MongoDB is away.
    """
    prefix = _prefix(namespace)
    with MongoClient[dict[str, Any]](uri, timeoutMS=int(_SECONDS * 1000)) as client:
        for database in client.list_database_names():
            if database.startswith(prefix):
                client.drop_database(database)


def remove_topics(bootstrap_servers: str, namespace: str) -> None:
    """Removes the topics of a namespace.

    Raises:
        ValueError: the namespace is empty, which would be everybody's.
        aiokafka.errors.KafkaError: Kafka is away.
        TimeoutError: Kafka did not do it in time.
    """
    prefix = _prefix(namespace)
    run_apart(lambda: _delete_topics(bootstrap_servers, prefix), _SECONDS)


def _prefix(namespace: str) -> str:
    if not namespace:
        raise ValueError("only what was made in a namespace can be told from what is others'")
    return f"{namespace}-"


async def _delete_topics(bootstrap_servers: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        own = [topic for topic in await admin.list_topics() if topic.startswith(prefix)]
        if own:
            await admin.delete_topics(own)
    finally:
        await admin.close()
