"""Two replicas of each service share the work; one is stopped and one is killed, under traffic."""

from __future__ import annotations

import asyncio

from tests.chaos.aftermath import Aftermath
from tests.chaos.traffic import traffic
from tests.support.services import Installation, all_ready

_STOPPED_WITHIN = 16.0


async def test_with_one_replica_stopped_and_one_killed_no_event_is_lost_or_out_of_order(
    site: Installation,
) -> None:
    registrations = [site.launch("registration") for _ in range(2)]
    workers = [site.launch("training", only="worker") for _ in range(2)]
    await all_ready(*registrations, *workers)
    aftermath = Aftermath(site)

    async with traffic(
        site, [one.url for one in registrations], erase_every=2, expects_kills=True
    ) as journal:
        await journal.grows_by(100)
        shared = [worker.metric("levelfield_events_applied_total") for worker in workers]

        stopped = [registrations[0], workers[0]]
        for process in stopped:
            process.terminate()
        codes = [await asyncio.to_thread(one.await_exit, _STOPPED_WITHIN) for one in stopped]
        replaced = [site.launch("registration", port=stopped[0].port), site.launch("training", only="worker")]
        await all_ready(*replaced)

        for process in (registrations[1], workers[1]):
            process.kill()
        journal.replicas.remove(registrations[1].url)
        await journal.grows_by(100)

    assert min(shared) > 0
    assert codes == [0, 0]
    await aftermath.check(journal)
