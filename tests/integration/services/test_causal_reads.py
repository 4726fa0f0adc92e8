"""Causal reads across two services: whoever made a change sees it in the next service at once, or is told
within a bound that it has not arrived."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.services import Installation, Running, installation, person

_TENANT = "causal-reads"
_READS = 1_000
_READERS = 5
_WRITERS = 3
_BOUND_SECONDS = 2.0
_SLACK_SECONDS = 1.0


@pytest.mark.timeout(240)
async def test_a_thousand_reads_of_a_thousand_see_the_change_they_follow_under_load(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient
) -> None:
    lead = site.issuer.headers("lead", tenant=_TENANT)
    joining = f"{registration.url}/v1/{_TENANT}/participants"
    seen: list[int] = []
    done = asyncio.Event()

    async def write_and_read(reader: int) -> None:
        for number in range(_READS // _READERS):
            joined = await http.post(joining, headers=lead, json=person(f"causal-{reader}-{number}"))
            after = {"Levelfield-After": joined.headers["levelfield-event"]}
            address = f"{training.url}/v1/{_TENANT}/people/{joined.json()['id']}"
            seen.append((await http.get(address, headers=lead | after)).status_code)

    async def only_write(writer: int) -> None:
        number = 0
        while not done.is_set():
            number += 1
            await http.post(joining, headers=lead, json=person(f"load-{writer}-{number}"))

    async with asyncio.TaskGroup() as load:
        for writer in range(_WRITERS):
            load.create_task(only_write(writer))
        try:
            await asyncio.gather(*(write_and_read(reader) for reader in range(_READERS)))
        finally:
            done.set()

    assert seen == [200] * _READS
    # Some had to wait: a read that did not would have come too early.
    assert training.metric("levelfield_causal_waits_total", outcome="waited") > 0


async def test_an_erasure_is_seen_by_the_read_that_follows_it(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient
) -> None:
    lead = site.issuer.headers("lead", tenant=_TENANT)
    joining = f"{registration.url}/v1/{_TENANT}/participants"

    for number in range(20):
        joined = await http.post(joining, headers=lead, json=person(f"gone-{number}"))
        gone = await http.delete(f"{joining}/{joined.json()['id']}", headers=lead)
        after = {"Levelfield-After": gone.headers["levelfield-event"]}
        address = f"{training.url}/v1/{_TENANT}/people/{joined.json()['id']}"
        assert (await http.get(address, headers=lead | after)).status_code == 404


async def test_while_the_consumer_is_paused_a_read_that_follows_a_change_is_refused_within_its_bound(
    parts: Parts, site: Installation, http: httpx.AsyncClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("paused")
    with namespace_on(parts) as namespace, installation(parts, namespace, site.issuer, folder) as apart:
        registration, training = apart.launch("registration"), apart.launch("training", only="api")
        registration.await_ready()
        training.await_ready()
        apart.begin(_TENANT)
        lead = site.issuer.headers("lead", tenant=_TENANT)
        joining = f"{registration.url}/v1/{_TENANT}/participants"
        joined = await http.post(joining, headers=lead, json=person("paused"))
        address = f"{training.url}/v1/{_TENANT}/people/{joined.json()['id']}"
        after = lead | {"Levelfield-After": joined.headers["levelfield-event"]}

        refusals = await asyncio.gather(*(_timed_get(http, address, after) for _ in range(20)))
        worker = apart.start("training", only="worker")
        followed = await http.get(address, headers=after)

    assert {response.status_code for response, _ in refusals} == {503}
    assert {response.json()["code"] for response, _ in refusals} == {"not-yet-applied"}
    assert all(response.headers["retry-after"].isdigit() for response, _ in refusals)
    assert max(seconds for _, seconds in refusals) < _BOUND_SECONDS + _SLACK_SECONDS
    assert min(seconds for _, seconds in refusals) >= _BOUND_SECONDS
    # The worker is another process than the API that waits for it.
    assert worker.pid != training.pid
    assert followed.status_code == 200


async def _timed_get(
    http: httpx.AsyncClient, address: str, headers: dict[str, str]
) -> tuple[httpx.Response, float]:
    begun = time.monotonic()
    response = await http.get(address, headers=headers)
    return response, time.monotonic() - begun
