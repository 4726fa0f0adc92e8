"""SIGTERM under load: drained within its bound, and nobody notices. A second one ends at once."""

from __future__ import annotations

import asyncio
import time

import httpx

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
        leaving.terminate()
        warned = await _warned_for(leaving)
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
        again = site.launch("training")
        await all_ready(again)

    assert code == 0
    settled = await aftermath.check(journal)
    # The group was left, so nobody waits for the old member; offsets were committed, so nothing came twice.
    assert settled < 5
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


async def _warned_for(process: Running) -> float:
    """For how long it answers 503, to whoever still comes, before it closes its door."""
    told: list[float] = []
    async with http_client() as http:
        while process.exit_code is None:
            try:
                answer = await http.get(f"{process.url}/v1/anywhere/participants/x")
            except httpx.TransportError:
                break
            if answer.status_code == 503:
                told.append(time.monotonic())
                assert answer.json()["code"] == "shutting-down"
                assert answer.headers["connection"] == "close"
    return told[-1] - told[0] if told else 0.0


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
