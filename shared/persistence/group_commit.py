"""Group commit: writes that arrive together share one durable round trip.

Invariant: each caller learns the outcome of its own write and of no other's; a caller is answered only
after the write that carried its line has come back. Nobody waits while the line is idle: a write that
finds none under way leaves at once, and those that arrive meanwhile leave together when it is back.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import Histogram

from shared.persistence.database import Document, Outcome, is_infrastructure

type _Group = list[tuple[Document, asyncio.Future[Outcome]]]
type GroupWrite = Callable[[Sequence[Document]], Awaitable[list[Outcome]]]


class GroupCommit:
    """Joins single writes into groups.

    Args:
        write: writes a group and returns the outcome of each line, in order.
        sizes: where the size of each group is noted.
        largest: how many lines a group may have; the rest go with the next.
    """

    def __init__(self, write: GroupWrite, sizes: Histogram, largest: int = 500) -> None:
        self._write = write
        self._sizes = sizes
        self._largest = largest
        self._waiting: deque[tuple[Document, asyncio.Future[Outcome]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def __call__(self, line: Document) -> Outcome:
        """Writes one line, with whatever company there is.

        Raises:
            pymongo.errors.PyMongoError: the group's write failed as a whole; whether this line is
                durable is then unknown.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((line, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._run(), name="group-commit")
        return await future

    async def _run(self) -> None:
        while self._waiting:
            size = min(len(self._waiting), self._largest)
            group = [self._waiting.popleft() for _ in range(size)]
            self._sizes.observe(size)
            await self._write_group(group)

    async def _write_group(self, group: _Group) -> None:
        try:
            outcomes = await self._write([line for line, _ in group])
        except Exception as error:
            if len(group) > 1 and not is_infrastructure(error):
                # One line that cannot even be sent (too large, say) must not cost the others theirs.
                for one in group:
                    await self._write_group([one])
                return
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
        else:
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if not future.done():
                    future.set_result(outcome)
