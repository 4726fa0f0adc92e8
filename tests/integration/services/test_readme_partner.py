"""How a Trust's IT connects: the examples in README.md, run as they stand with a partner's own token."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from tests.support.services import Installation, eventually, person
from tests.support.webhooks import subscriber
from tests.unit.docs.pages import blocks

_TENANT = "trusts-it-ni"
_BOUND_SECONDS = 30


def _block(language: str, having: str) -> str:
    [found] = [code for code in blocks(Path("README.md"), language) if having in code]
    return found


@pytest.fixture
def partner(site: Installation) -> Mapping[str, str]:
    """What the examples are told by their environment, and nothing else of ours."""
    return {
        "PATH": os.environ["PATH"],
        "LEVELFIELD": f"{site.processes[3].url}/v1/{_TENANT}",
        "TOKEN": site.issuer.token("partner", tenant=_TENANT, organisation="BHSCT"),
    }


@asynccontextmanager
async def _running(env: Mapping[str, str], *command: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_the_events_of_ones_own_organisation_are_pulled_by_ten_lines_of_python(
    site: Installation, http: httpx.AsyncClient, partner: Mapping[str, str]
) -> None:
    code = _block("python", "urllib")
    assert len(code.splitlines()) == 10
    lead = site.issuer.headers("lead", tenant=_TENANT)
    people = f"{site.processes[0].url}/v1/{_TENANT}/participants"
    joined: dict[str, str] = {}
    for organisation in ("BHSCT", "BRC"):
        body = person(f"pulled-{organisation}", role="professional", organisation=organisation)
        answer = await http.post(people, headers=lead, json=body)
        assert answer.status_code == 201, answer.text
        joined[organisation] = answer.headers["levelfield-event"]

    async with _running(partner, sys.executable, "-u", "-c", code) as program:
        assert program.stdout is not None
        told = ""
        async with asyncio.timeout(_BOUND_SECONDS):
            while joined["BHSCT"] not in told:
                line = (await program.stdout.readline()).decode()
                assert line, "the program ended"
                told += line
    assert joined["BRC"] not in told
    assert "levelfield.registration.ParticipantJoined.v1" in told


@pytest.mark.skipif(not shutil.which("curl"), reason="the example is one for curl")
async def test_a_webhook_is_made_by_five_lines_of_curl(
    site: Installation, http: httpx.AsyncClient, partner: Mapping[str, str]
) -> None:
    code = _block("sh", "/subscriptions")
    async with subscriber() as trust:
        code = code.replace("https://hooks.example.org/levelfield", trust.url)
        assert trust.url in code
        async with _running(partner, "bash", "-c", code) as curl, asyncio.timeout(_BOUND_SECONDS):
            told, complaints = await curl.communicate()
        assert curl.returncode == 0, complaints.decode()
        made = json.loads(told)
        lead = site.issuer.headers("lead", tenant=_TENANT)
        body = person("hooked", role="professional", organisation="BHSCT")
        await http.post(f"{site.processes[0].url}/v1/{_TENANT}/participants", headers=lead, json=body)
        await eventually(lambda: bool(trust.received), 20, "what happens is sent")
        got = trust.received[0]
        event = Webhook(made["secret"]).verify(got.body, got.headers)
    assert event["data"]["organisation"] == "BHSCT"
    ended = await http.delete(
        f"{partner['LEVELFIELD']}/subscriptions/{made['id']}",
        headers={"Authorization": f"Bearer {partner['TOKEN']}"},
    )
    assert ended.status_code == 204
