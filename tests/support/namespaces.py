"""A name of its own for each test, so that tests share Kafka and MongoDB without meeting each other."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient

from levelfield.local.traces import remove_databases, remove_topics
from tests.support.parts import Parts


@contextmanager
def namespace_on(parts: Parts) -> Generator[str]:
    """Yield the name (see ``shared.settings``); what was made under it is removed afterwards."""
    name = f"t{secrets.token_hex(4)}"
    try:
        yield name
    finally:
        _end_transactions(parts.mongodb_uri, name)
        remove_databases(parts.mongodb_uri, name)
        remove_topics(parts.bootstrap_servers, name)


def _end_transactions(uri: str, namespace: str) -> None:
    """Ends what killed services have left open: removing a database would wait for it until its limit."""
    pipeline = [
        {"$currentOp": {"allUsers": True, "idleSessions": True}},
        {"$match": {"transaction": {"$exists": True}, "appName": {"$regex": f"^{namespace}-"}}},
    ]
    with MongoClient[dict[str, Any]](uri, timeoutMS=20_000) as client:
        if left := [{"id": one["lsid"]["id"]} for one in client.admin.aggregate(pipeline)]:
            client.admin.command("killSessions", left)
