"""Clearing up: whatever this run made on the parts goes, in bounded time."""

from __future__ import annotations

from contextlib import suppress

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from bench.setting import Setting, run

WITHIN = 60.0


def sweep(setting: Setting) -> None:
    """Drops the databases and deletes the topics of this run."""
    # What cannot be cleared away must not cost the results.
    with suppress(KafkaError, OSError, TimeoutError):
        run(lambda: _delete_topics(setting), WITHIN)
    with suppress(PyMongoError, TimeoutError):
        setting.drop_databases("")


async def _delete_topics(setting: Setting) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=setting.bootstrap_servers, request_timeout_ms=30_000)
    await admin.start()
    try:
        mine = [name for name in await admin.list_topics() if name.startswith(setting.namespace)]
        if mine:
            await admin.delete_topics(mine)
    finally:
        await admin.close()
