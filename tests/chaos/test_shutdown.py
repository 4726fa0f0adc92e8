"""SIGTERM under load: drained within its bound, and nobody notices. A second one ends at once."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from aiokafka.admin import AIOKafkaAdminClient

from tests.chaos.aftermath import Aftermath
from tests.chaos.traffic import traffic
from tests.support.services import Installation, Running, all_ready, http_client

_DRAIN_SECONDS = 15.0
_SLACK_SECONDS = 1.0
_AT_ONCE_SECONDS = 1.0
_WARNS_AT_LEAST_SECONDS = 0.5
_BY_SECOND_SIGNAL = 130


async def test_a_client_that_honours_503_sees_no_error_while_a_replica_is_drained(site: Installation) -> None:
    leaving, staying, training = (site.launch(one) for one in ("registration", "registration", "training"))
    await all_ready(leaving, staying, training)
    aftermath = Aftermath(site)

    async with traffic(site, [leaving.url, staying.url], clients=16) as journal:
        await journal.grows_by(100)
        warned = await _terminated_and_warned_for(leaving)
        code = await asyncio.to_thread(leaving.await_exit, _DRAIN_SECONDS + _SLACK_SECONDS)
        await journal.grows_by(100)

    assert code == 0
    assert warned > _WARNS_AT_LEAST_SECONDS
    assert journal.statuses.keys() == {201, 204, 503}
    await aftermath.check(journal)


async def test_a_worker_that_is_stopped_under_load_leaves_nothing_half_done(site: Installation) -> None:
    registration, training = site.launch("registration"), site.launch("training")
    await all_ready(registration, training)
    aftermath = Aftermath(site)

    # Nobody is erased: that would send an event twice whose outbox was not emptied yet.
    async with traffic(site, [registration.url], erase_every=0) as journal:
        await journal.grows_by(200)
        training.terminate()
        code = await asyncio.to_thread(training.await_exit, _DRAIN_SECONDS + _SLACK_SECONDS)
        members = await _members_of_the_group(site)
        again = site.launch("training")
        await all_ready(again)

    assert code == 0
    await aftermath.check(journal)
    # The group was left, so nobody waits for the old member; offsets were committed, so nothing came twice.
    assert members == 0
    assert again.metric("levelfield_events_skipped_total", reason="duplicate") == 0


async def test_a_second_sigterm_ends_at_once_and_loses_nothing(site: Installation) -> None:
    registration, training = site.launch("registration"), site.launch("training")
    await all_ready(registration, training)
    aftermath = Aftermath(site)

    async with traffic(site, [registration.url], expects_kills=True) as journal:
        await journal.grows_by(100)
        took, codes = await _twice(registration, training)
        again = site.launch("registration", port=registration.port), site.launch("training")
        await all_ready(*again)
        await journal.grows_by(50)

    assert codes == [_BY_SECOND_SIGNAL, _BY_SECOND_SIGNAL]
    assert took < _AT_ONCE_SECONDS
    await aftermath.check(journal)


async def _members_of_the_group(site: Installation) -> int:
    """How many members Kafka still knows of training's consumer group."""
    admin = AIOKafkaAdminClient(bootstrap_servers=site.parts.bootstrap_servers)
    await admin.start()
    try:
        answers: list[Any] = await admin.describe_consumer_groups([site.database("training")])
    finally:
        await admin.close()
    return sum(len(group[5]) for answer in answers for group in answer.groups)


async def _terminated_and_warned_for(process: Running) -> float:
    """Sends SIGTERM; for how long from then on it tells whoever still comes to go elsewhere."""
    async with http_client() as http:
        process.terminate()
        begun = last = time.monotonic()
        while process.exit_code is None:
            try:
                answer = await http.get(f"{process.url}/v1/anywhere/participants/x")
            except httpx.TransportError:
                break
            if answer.status_code == 503:
                last = time.monotonic()
                assert answer.json()["code"] == "shutting-down"
                assert answer.headers["connection"] == "close"
    return last - begun


async def _twice(*processes: Running) -> tuple[float, list[int]]:
    """Two signals each, the second once the first was heard; the seconds from then on, and the exit codes."""
    for process in processes:
        process.terminate()
    for process in processes:
        await asyncio.to_thread(process.await_draining)
    begun = time.monotonic()
    for process in processes:
        process.terminate()
    codes = [await asyncio.to_thread(process.await_exit, _DRAIN_SECONDS) for process in processes]
    return time.monotonic() - begun, codes
