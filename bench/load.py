"""A cheap HTTP client in a process of its own: prepared requests over keep-alive connections.

``python -m bench.load`` reads what to do as JSON from standard input and writes what came of it as JSON to
standard output. Each connection sends its next request when the answer to the last one is complete. It
spends a few microseconds on a request, so that it does not take from the server what it measures, and it
is the same for both sides.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import cast

from pydantic import BaseModel

from bench.answers import Answers

MARK = "{n}"


class Load(BaseModel, frozen=True):
    """What to send: a POST whose body holds ``{n}``, replaced by another number each time."""

    host: str = "127.0.0.1"
    port: int
    path: str
    headers: dict[str, str] = {}
    body: str
    first: int = 0
    clients: int = 64
    warm_up_seconds: float
    seconds: float


class Outcome(BaseModel, frozen=True):
    """What came of it within the measured time, after the warm-up."""

    statuses: dict[int, int]
    seconds: float
    sent: int
    """How many were sent in all, warm-up included, and answered."""

    @property
    def rate(self) -> float:
        return sum(self.statuses.values()) / self.seconds


class _Sender:
    """Numbers the requests and counts the answers."""

    def __init__(self, load: Load) -> None:
        length = len(load.body) - len(MARK) + 10
        lines = [f"POST {load.path} HTTP/1.1", f"Host: {load.host}:{load.port}"]
        lines += ["Content-Type: application/json", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in load.headers.items()]
        before, _, after = load.body.partition(MARK)
        self._before = ("\r\n".join(lines) + "\r\n\r\n" + before).encode()
        self._after = after.encode()
        self._number = load.first
        self.counting = False
        self.going = True
        self.statuses = Counter[int]()
        self.answered = 0

    def request(self) -> bytes:
        self._number += 1
        return b"%b%010d%b" % (self._before, self._number, self._after)

    def took(self, status: int) -> None:
        self.answered += 1
        if self.counting:
            self.statuses[status] += 1


class _Connection(asyncio.Protocol):
    def __init__(self, sender: _Sender, closed: asyncio.Future[None]) -> None:
        self._sender = sender
        self._answers = Answers()
        self._closed = closed
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._transport.write(self._sender.request())

    def data_received(self, data: bytes) -> None:
        for status in self._answers.feed(data):
            self._sender.took(status)
            if self._transport is None:
                return
            if self._sender.going:
                self._transport.write(self._sender.request())
            else:
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self._closed.done():
            self._closed.set_result(None)


async def send(load: Load) -> Outcome:
    """Loads a server.

    Raises:
        TimeoutError: the last answers did not come.
    """
    loop = asyncio.get_running_loop()
    sender = _Sender(load)
    ends: list[asyncio.Future[None]] = []
    for _ in range(load.clients):
        end: asyncio.Future[None] = loop.create_future()
        ends.append(end)
        async with asyncio.timeout(10):
            await loop.create_connection(lambda end=end: _Connection(sender, end), load.host, load.port)
    await asyncio.sleep(load.warm_up_seconds)
    sender.counting, begun = True, time.perf_counter()
    await asyncio.sleep(load.seconds)
    sender.counting, seconds = False, time.perf_counter() - begun
    sender.going = False
    async with asyncio.timeout(30):
        await asyncio.gather(*ends)
    return Outcome(statuses=sender.statuses, seconds=seconds, sent=sender.answered)


def quick_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one: the client is to cost as little as it can."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def main() -> None:
    """Does what standard input says."""
    load = Load.model_validate_json(sys.stdin.buffer.read())
    with asyncio.Runner(loop_factory=quick_loop()) as runner:
        outcome = runner.run(send(load))
    sys.stdout.write(outcome.model_dump_json())


if __name__ == "__main__":
    main()
