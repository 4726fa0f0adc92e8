from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from tests.unit.web.support import KnownTokens, Say, app_of, client_of


async def test_a_process_that_says_nothing_against_it_is_live_and_ready() -> None:
    async with client_of(app_of()) as client:
        assert (await client.get("/health/live")).json() == {"live": True, "reasons": []}
        assert (await client.get("/health/ready")).json() == {"ready": True, "reasons": []}


async def test_reasons_make_it_503_and_are_told() -> None:
    health = Say()
    health.not_ready, health.stuck = ["mongodb: away"], ["consumer: stuck"]
    async with client_of(app_of(health=health)) as client:
        live, ready = await client.get("/health/live"), await client.get("/health/ready")
    assert (live.status_code, live.json()) == (503, {"live": False, "reasons": ["consumer: stuck"]})
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "reasons": ["mongodb: away"]})


async def test_whoever_cannot_check_tokens_is_not_ready() -> None:
    class Blind(KnownTokens):
        def reasons(self) -> list[str]:
            return ["sign-in: away"]

    async with client_of(app_of(verifier=Blind())) as client:
        assert (await client.get("/health/ready")).json()["reasons"] == ["sign-in: away"]
        assert (await client.get("/health/live")).status_code == 200


async def test_no_answer_in_time_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Say):
        async def ready(self) -> list[str]:
            await asyncio.Event().wait()
            return []

    monkeypatch.setattr("shared.web.probes._READY_SECONDS", 0.01)
    async with client_of(app_of(health=Silent())) as client:
        assert (await client.get("/health/ready")).status_code == 503


async def test_a_scrape_tells_what_the_probes_would_answer_now() -> None:
    health = Say()
    async with client_of(app_of(health=health, service="a-scraped")) as client:
        assert _health_in(await client.get("/metrics")) == {"ready": "1.0", "live": "1.0"}
        health.not_ready, health.stuck = ["mongodb: away"], ["consumer: stuck"]
        assert _health_in(await client.get("/metrics")) == {"ready": "0.0", "live": "0.0"}


def _health_in(scrape: httpx.Response) -> dict[str, str]:
    """Of this test's app alone: others of this process are in the same registry."""
    line = re.compile(r'^levelfield_(ready|live)\{service="a-scraped"\} (.+)$', re.MULTILINE)
    return dict(line.findall(scrape.text))


async def test_metrics_come_in_the_format_that_was_asked_for() -> None:
    async with client_of(app_of()) as client:
        plain = await client.get("/metrics")
        modern = await client.get(
            "/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"}
        )
    assert plain.headers["content-type"].startswith("text/plain")
    assert "levelfield_http_requests_total" in plain.text
    assert modern.headers["content-type"].startswith("application/openmetrics-text")
    assert modern.text.endswith("# EOF\n")
