"""Sends what is due in a process that a test can kill. Arguments: the URI, the database, the time."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from shared.persistence.database import connect
from tests.support.feeding import fed
from tests.support.webhooks import Sender


async def main(uri: str, database: str, now: str) -> None:
    """One turn of a worker whose clock stands still."""
    async with connect(uri) as client, fed(client, client[database]) as feeding:
        sender = Sender(feeding, patience=300.0)
        sender.now = datetime.fromisoformat(now)
        await sender.send()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
