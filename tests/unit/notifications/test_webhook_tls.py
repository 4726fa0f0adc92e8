"""A webhook goes to the very address that was checked, and only to whoever can prove the name."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

import pytest

from services.notifications.adapters.webhook_post import WebhookPost
from services.notifications.domain.attempts import Outcome
from services.notifications.domain.target import Openings
from tests.support.certificates import Authority
from tests.support.webhooks import Subscriber, subscriber

NAME = "hooks.example.org"
OURS = "127.0.0.2"
ONLY_THERE = Openings(networks=[ip_network(f"{OURS}/32")])
"""As in production: https alone, and one network that whoever runs the service has opened."""


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


class Served:
    """The names that clients have asked a server for."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.names: list[str | None] = []
        context.sni_callback = lambda _, name, __: self.names.append(name)


async def _posted(
    authority: Authority, server: Subscriber, *answers: Sequence[str], name: str = NAME
) -> tuple[Outcome, list[str]]:
    """What came of one attempt, and the names that were looked up for it."""
    asked: list[str] = []

    async def resolver(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    post = WebhookPost(ONLY_THERE, resolver, authority.trusting(), whole_seconds=10.0)
    answer = await post.post(f"https://{name}:{server.port}/hook", b"{}", {"webhook-id": "e#1"})
    return answer.outcome, asked


async def test_the_address_is_the_checked_one_and_the_certificate_is_held_against_the_name(
    authority: Authority, tmp_path: Path
) -> None:
    """Were the name looked up a second time, it would lead to us."""
    context = authority.server(NAME, tmp_path)
    served = Served(context)
    async with subscriber(OURS, tls=context) as there, subscriber(port=there.port, tls=context) as ours:
        assert await _posted(authority, there, [OURS], ["127.0.0.1"]) == (Outcome.DELIVERED, [NAME])
    assert (len(there.received), ours.received) == (1, [])
    assert there.received[0].headers["host"] == f"{NAME}:{there.port}"
    assert served.names == [NAME]


@pytest.mark.parametrize("shown", ["other.example.org", "example.org", "sub.hooks.example.org"])
async def test_whoever_shows_a_certificate_for_another_name_is_sent_nothing(
    authority: Authority, tmp_path: Path, shown: str
) -> None:
    async with subscriber(OURS, tls=authority.server(shown, tmp_path)) as there:
        assert await _posted(authority, there, [OURS]) == (Outcome.NOT_REACHED, [NAME])
    assert there.received == []


async def test_a_certificate_of_an_authority_that_is_not_trusted_is_refused(
    authority: Authority, tmp_path: Path
) -> None:
    async with subscriber(OURS, tls=authority.server(NAME, tmp_path)) as there:
        assert await _posted(Authority(), there, [OURS]) == (Outcome.NOT_REACHED, [NAME])
    assert there.received == []


async def test_a_name_that_stood_for_a_public_address_is_asked_anew_for_each_attempt(
    authority: Authority, tmp_path: Path
) -> None:
    """Rebinding between creation and sending, and between two attempts: the second answer is checked too."""
    asked: list[str] = []
    answers = [["93.184.216.34"], [OURS], ["127.0.0.1"]]

    async def resolver(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    context = authority.server(NAME, tmp_path)
    async with subscriber(OURS, tls=context) as there, subscriber(port=there.port, tls=context) as ours:
        post = WebhookPost(ONLY_THERE, resolver, authority.trusting())
        url = f"https://{NAME}:{there.port}/hook"
        await post.check(url)
        outcomes = [(await post.post(url, b"{}", {})).outcome for _ in range(2)]
    assert outcomes == [Outcome.DELIVERED, Outcome.TARGET_FORBIDDEN]
    assert (len(there.received), ours.received, len(asked)) == (1, [], 3)
