"""Nothing is sent to what only we can reach, however it is spelt, resolved or redirected to."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Sequence

import pytest

from services.notifications.adapters.webhook_post import LOOK_UPS, MOST_READ, WebhookPost, resolve
from services.notifications.domain.attempts import Outcome
from services.notifications.domain.target import Openings
from shared.contracts.refusal import Invalid
from tests.support.services import eventually
from tests.support.webhooks import ANYWHERE, subscriber

PUBLIC = "93.184.216.34"
HEADERS = {"webhook-id": "e#1"}


class Names:
    """A resolver that answers one thing after the other, and the last one for ever."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _: int) -> Sequence[str]:
        self.asked.append(host)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer.split(",")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "[::1]",
        "localhost",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "168.63.129.16",
    ],
)
async def test_an_address_that_leads_to_us_is_refused_at_creation_and_when_sending(host: str) -> None:
    post = WebhookPost(Openings())
    with pytest.raises(Invalid, match="target-not-public"):
        await post.check(f"https://{host}/hook")
    assert (await post.post(f"https://{host}/hook", b"{}", HEADERS)).outcome is Outcome.TARGET_FORBIDDEN


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    post = WebhookPost(Openings(), Names(f"{PUBLIC},10.0.0.1"))
    with pytest.raises(Invalid, match="target-not-public"):
        await post.check("https://hooks.example.org/")


async def test_a_name_that_nobody_knows_is_refused() -> None:
    async def nobody(_: str, __: int) -> Sequence[str]:
        return []

    post = WebhookPost(Openings(), nobody)
    with pytest.raises(Invalid, match="target-unknown"):
        await post.check("https://hooks.example.org/")
    assert (await post.post("https://hooks.example.org/", b"{}", HEADERS)).outcome is Outcome.NOT_REACHED


async def test_names_that_nobody_answers_for_hold_up_nothing_else_of_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = threading.Event()
    begun: list[str] = []

    def never(host: str, *_: object, **__: object) -> list[object]:
        begun.append(host)
        answer.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    asked = [asyncio.create_task(resolve("hooks.example.org", 443)) for _ in range(LOOK_UPS)]
    try:
        await eventually(lambda: len(begun) == LOOK_UPS, 10, "all of them are being looked up")
        async with asyncio.timeout(10):
            assert await asyncio.to_thread(lambda: "something else") == "something else"
    finally:
        answer.set()
    assert await asyncio.gather(*asked) == [[]] * LOOK_UPS


async def test_a_name_that_leads_elsewhere_the_second_time_is_not_followed_there() -> None:
    async with subscriber() as ours:
        names = Names(PUBLIC, "127.0.0.1")
        post = WebhookPost(Openings(), names)
        url = f"https://hooks.example.org:{ours.port}/hook"
        await post.check(url)
        answer = await post.post(url, b"{}", HEADERS)
    assert (answer.outcome, ours.received) == (Outcome.TARGET_FORBIDDEN, [])
    assert names.asked == ["hooks.example.org", "hooks.example.org"]


async def test_the_connection_goes_to_the_address_that_was_checked_and_names_the_host() -> None:
    """A name that is asked once cannot answer twice: the very address of the answer is connected to."""
    async with subscriber() as ours:
        names = Names("127.0.0.1", PUBLIC)
        url = f"http://hooks.example.org:{ours.port}/hook"
        answer = await WebhookPost(ANYWHERE, names).post(url, b"{}", HEADERS)
    assert answer.outcome is Outcome.DELIVERED
    assert names.asked == ["hooks.example.org"]
    assert ours.received[0].headers["host"] == f"hooks.example.org:{ours.port}"


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "hooks.example.org"])
async def test_a_redirect_is_followed_nowhere_and_is_no_success(status: str, host: str) -> None:
    names = Names("127.0.0.1")
    async with subscriber() as ours, subscriber() as other:
        ours.answer = f"{status}\r\nLocation: http://{host}:{other.port}/x"
        url = f"http://hooks.example.org:{ours.port}/hook"
        answer = await WebhookPost(ANYWHERE, names).post(url, b"{}", HEADERS)
    assert (answer.outcome, str(answer.status)) == (Outcome.REFUSED, status[:3])
    assert (len(ours.received), other.received) == (1, [])
    assert names.asked == ["hooks.example.org"]


async def test_what_is_not_encrypted_on_its_way_is_not_sent() -> None:
    with pytest.raises(Invalid, match="target-not-https"):
        await WebhookPost(Openings()).check("http://hooks.example.org/")


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with subscriber() as ours:
        answer = await WebhookPost(ANYWHERE).post(ours.url, b"{}", HEADERS)
    assert answer.outcome is Outcome.DELIVERED


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()
                sent += 65536
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answer = await WebhookPost(ANYWHERE, whole_seconds=5.0).post(f"http://127.0.0.1:{port}/", b"{}", HEADERS)
    server.close()
    assert answer.outcome is Outcome.DELIVERED
    assert sent < 100 * MOST_READ
