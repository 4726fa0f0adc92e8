"""A door to a server, shut until it is opened: the server that starts later than those who need it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from levelfield.local.ports import LOOPBACK, free_port


class Door:
    """A port of our own; once open, it leads to ``target``."""

    def __init__(self, target: str) -> None:
        host, _, port = target.partition(",")[0].rpartition(":")
        self._target = host, int(port)
        self._port = free_port()
        self._server: asyncio.Server | None = None
        self._piping: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self._port}"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._lead, LOOPBACK, self._port)

    async def shut(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._piping:
            task.cancel()
        await asyncio.gather(*self._piping, return_exceptions=True)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._piping |= {asyncio.create_task(_pipe(reader, back)), asyncio.create_task(_pipe(there, writer))}


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(64 * 1024):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()


@asynccontextmanager
async def door_to(target: str) -> AsyncGenerator[Door]:
    door = Door(target)
    try:
        yield door
    finally:
        await door.shut()
