"""What a killed service has left open keeps nobody waiting who removes its namespace."""

from __future__ import annotations

import asyncio
import time

from shared.persistence.database import connect
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts

_AT_ONCE_SECONDS = 10.0
"""MongoDB itself ends such a transaction after 20 seconds at the earliest here."""


async def test_a_namespace_is_gone_although_a_transaction_was_left_open_in_it(parts: Parts) -> None:
    room = namespace_on(parts)
    name = f"{room.__enter__()}-levelfield-killed"
    async with connect(parts.mongodb_uri, name) as client:
        things = client[name]["things"]
        await things.insert_one({"_id": 0})
        session = client.start_session()
        await session.start_transaction()
        await things.insert_one({"_id": 1}, session=session)

        begun = time.monotonic()
        await asyncio.to_thread(room.__exit__, None, None, None)

        assert time.monotonic() - begun < _AT_ONCE_SECONDS
        assert name not in await client.list_database_names()
