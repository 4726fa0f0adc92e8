"""Several things changed together by a command, where one document is not enough.

Invariant: all that is saved inside is there at the end, or none of it is. What was recorded is published once
it is durable. Use it only for what has to be one: it costs a transaction, which a single save does not.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from pymongo.errors import OperationFailure

from shared.contracts.refusal import Stale
from shared.messaging.effects import is_conflict, transaction_in
from shared.messaging.policy import Shelves, Work
from shared.persistence.database import Database
from shared.persistence.outbox import Cause


@asynccontextmanager
async def unit_of_work(
    database: Database, shelves: Shelves, tenant: str, cause: Cause
) -> AsyncGenerator[Work]:
    """The tenant's aggregates and records, inside one transaction that ends with the block.

    Raises:
        Stale: somebody else wrote what was read. Deciding again from the start is right.
    """
    async with database.client.start_session(causal_consistency=False) as session:
        work = Work(shelves, database, session, tenant, cause)
        try:
            async with transaction_in(session):
                yield work
                await Work.write_down([work])
        except OperationFailure as error:
            if is_conflict(error):
                raise Stale(
                    "changed-meanwhile", "Somebody else changed this since you read it. Read it again."
                ) from error
            raise
    for shelf, pending in work.committed():
        shelf.announcer.announce(pending)
