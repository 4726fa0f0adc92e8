"""A subscriber with a real HTTP server, and the sending side of one replica, with a clock of its own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from services.notifications.adapters.webhook_letters import AttemptLog, Letters, WorkingReplayDesk
from services.notifications.adapters.webhook_post import WebhookPost
from services.notifications.adapters.webhook_secrets import WebhookSecrets
from services.notifications.commands.reaching import Reach
from services.notifications.commands.replay import Replay, go_on_with_replays, replay
from services.notifications.commands.send_messages import Sending, send_due
from services.notifications.commands.subscribe import Subscribe, subscribe
from services.notifications.domain.subscription import Subscription
from services.notifications.domain.target import Openings
from services.notifications.kinds import (
    FEED,
    SUBSCRIPTIONS,
    WEBHOOK_ATTEMPTS,
    WEBHOOK_MESSAGES,
    WEBHOOK_REPLAYS,
)
from shared.messaging.unit_of_work import unit_of_work
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.outbox import Cause
from shared.persistence.queue import Queue
from shared.persistence.records import Records
from shared.web.context import new_id
from tests.support.feeding import TENANT, Fed

KEY = b"an invented key of 32 bytes, yes"
ANYWHERE = Openings(everywhere=True, plain=True)


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


type Answering = Callable[[Received], Awaitable[str]]
"""Gives the status line and headers of an answer, without its last line."""


@dataclass
class Subscriber:
    """Takes what it is sent, and answers as it is told to."""

    port: int = 0
    received: list[Received] = field(default_factory=list[Received])
    answer: str = "204 No Content"
    answering: Answering | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        """The ``webhook-id`` of all that came in."""
        return [one.headers["webhook-id"] for one in self.received]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            told = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in told}
            body = await reader.readexactly(int(headers["content-length"]))
            request = Received(head[0].split(" ")[1], headers, body)
            self.received.append(request)
            answer = await self.answering(request) if self.answering else self.answer
            writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def subscriber(
    host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Subscriber]:
    """One that listens while the block runs."""
    made = Subscriber()
    server = await asyncio.start_server(made.serve, host, port, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


class Sender:
    """The sending side of one replica.

    Args:
        patience: how many seconds an attempt may take.
    """

    def __init__(self, feeding: Fed, patience: float = 20.0) -> None:
        self.feeding = feeding
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.secrets = WebhookSecrets(KEY)
        self.post = WebhookPost(ANYWHERE, whole_seconds=patience)

    def records(self, kind: str) -> Records:
        kinds = {one.collection: one for one in (WEBHOOK_ATTEMPTS, WEBHOOK_MESSAGES, WEBHOOK_REPLAYS, FEED)}
        return Records(self.feeding.database, kinds[kind], TENANT)

    def store(self, tenant: str = TENANT) -> Aggregates[Subscription]:
        shelf = self.feeding.replica.shelves[SUBSCRIPTIONS.collection]
        return Aggregates(shelf, tenant, Cause())

    async def subscribe(self, url: str, *types: str, organisation: str | None = None) -> tuple[str, str]:
        """The id and the secret of a new subscription."""
        command = Subscribe(
            tenant=TENANT,
            subscription_id=new_id(),
            organisation=organisation,
            url=url,
            types=types,
            on=date(2018, 3, 12),
            fingerprint="",
        )
        _, secret = await subscribe(command, self.store(), self.post, self.secrets)
        return command.subscription_id, secret

    def sending(self) -> Sending:
        letters = Letters(lambda tenant: Records(self.feeding.database, FEED, tenant), self.secrets)
        log = AttemptLog(lambda tenant: Records(self.feeding.database, WEBHOOK_ATTEMPTS, tenant))
        return Sending(
            messages=Queue(self.feeding.database, WEBHOOK_MESSAGES),
            subscriptions=self.store,
            letter=letters.write,
            post=self.post.post,
            note=log.note,
            clock=lambda: self.now,
            new_token=new_id,
        )

    async def send(self, later: timedelta = timedelta()) -> int:
        """Lets time pass and sends what is due; returns how many attempts that were."""
        self.now += later
        return await send_due(self.sending())

    async def replays(self) -> int:
        """Goes on with replays; returns how many messages they made."""
        queue = Queue(self.feeding.database, WEBHOOK_REPLAYS)
        return await go_on_with_replays(queue, self._replay_desks, lambda: self.now, new_id)

    async def replay(self, subscription_id: str, replay_id: str, since: datetime, until: datetime) -> None:
        """Asks for what happened in a period."""
        command = Replay(
            tenant=self.feeding.tenant,
            subscription_id=subscription_id,
            reach=Reach(),
            replay_id=replay_id,
            since=since,
            until=until,
            now=self.now,
        )
        await replay(command, self.store(), self.feeding.line, self._replay_desks)

    @asynccontextmanager
    async def _replay_desks(self, tenant: str) -> AsyncGenerator[WorkingReplayDesk]:
        shelves = self.feeding.replica.shelves
        async with unit_of_work(self.feeding.database, shelves, tenant, Cause()) as work:
            yield WorkingReplayDesk(work)

    async def attempts(self) -> list[tuple[int, str, int | None]]:
        """Number, outcome and status of all attempts, in order."""
        found = [fields async for _, fields in self.records("webhook_attempts").each({})]
        return [(one["attempt"], one["outcome"], one["status"]) for one in found]

    async def waiting(self) -> int:
        """How many messages are still to be sent."""
        return len([one async for one in self.records("webhook_messages").each({})])
