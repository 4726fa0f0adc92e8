"""Sending a webhook to an address that somebody outside has given us.

Invariant: a connection is made only to an address that was checked, as that very address. The name is
resolved for each connection, all that it stands for is checked, and the connection goes to what was checked;
the name is used for TLS and for ``Host`` alone. So a name that stands for something else the second time
leads nowhere else. A redirect is not followed (Standard Webhooks, "Delivery success and failure"): what is
meant for one address is sent to no other. No proxy, no cookie and no connection is taken over from elsewhere.

httpcore and not httpx, since only the former lets one say how a connection is made.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import cast

import httpcore

from services.notifications.commands.send_messages import Answer
from services.notifications.domain.attempts import Outcome, outcome_of
from services.notifications.domain.target import Openings, check_addresses, read_target
from shared.contracts.refusal import Invalid

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
MOST_READ = 64 * 1024

LOOK_UPS = 32
_THREADS = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="webhook-names")
"""Names are looked up in threads of their own. The loop has few (libuv four), and a subscriber whose name
server does not answer would hold up whatever else is looked up: other subscribers, MongoDB, Kafka."""

type Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the addresses that a name stands for at the moment; none if nobody knows it."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Asks the system."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_THREADS, look_up)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to what may be connected to."""

    def __init__(self, openings: Openings, resolver: Resolver) -> None:
        self._openings = openings
        self._resolve = resolver
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises ``Invalid`` where that is not allowed, beside what httpcore raises."""
        async with asyncio.timeout(timeout):
            addresses = await self._resolve(host, port)
        check_addresses(addresses, self._openings)
        failure: Exception = httpcore.ConnectError()
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        del path, timeout, socket_options
        raise httpcore.ConnectError("webhooks go over the network")

    async def sleep(self, seconds: float) -> None:
        """As the network does."""
        await self._network.sleep(seconds)


class WebhookPost:
    """Sends webhooks.

    Args:
        tls: by which subscribers' certificates are checked; without it, by those that everybody trusts.
    """

    def __init__(
        self,
        openings: Openings,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._openings = openings
        self._resolve = resolver
        self._tls = tls or httpcore.default_ssl_context()
        self._whole_seconds = whole_seconds

    async def check(self, url: str) -> None:
        """Whether a webhook could be sent there now.

        Raises:
            Invalid: it may not be, or the name is not known.
        """
        target = read_target(url, self._openings)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                addresses = await self._resolve(target.host, target.port)
        except TimeoutError:
            addresses = ()
        check_addresses(addresses, self._openings)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Makes one attempt, in bounded time. Whatever goes wrong is in the answer."""
        begun = time.perf_counter()
        status: int | None = None
        retry_after: timedelta | None = None
        try:
            async with asyncio.timeout(self._whole_seconds):
                target = read_target(url, self._openings)
                status, retry_after = await self._once(target.url, body, headers)
            outcome = outcome_of(status)
        except Invalid as refused:
            unknown = refused.code == "target-unknown"
            outcome = Outcome.NOT_REACHED if unknown else Outcome.TARGET_FORBIDDEN
        except (TimeoutError, httpcore.TimeoutException):
            outcome = Outcome.TIMED_OUT
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            outcome = Outcome.NOT_REACHED
        milliseconds = round((time.perf_counter() - begun) * 1000)
        return Answer(outcome=outcome, status=status, milliseconds=milliseconds, retry_after=retry_after)

    async def _once(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, timedelta | None]:
        network = CheckedNetwork(self._openings, self._resolve)
        timeouts = dict.fromkeys(("read", "write", "pool"), self._whole_seconds)
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._tls, network_backend=network, max_connections=1, max_keepalive_connections=0
            ) as pool,
            pool.stream(
                "POST",
                url,
                headers=list(headers.items()),
                content=body,
                extensions={"timeout": timeouts | {"connect": CONNECT_SECONDS}},
            ) as response,
        ):
            read = 0
            async for chunk in response.aiter_stream():
                read += len(chunk)
                if read >= MOST_READ:
                    break
            asked = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
            return response.status, _retry_after(asked.decode("latin-1"))


def _retry_after(text: str) -> timedelta | None:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(timedelta(), at - datetime.now(UTC))
