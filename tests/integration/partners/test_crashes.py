"""Killed between what a message does and its answer, a service does it once and answers it all the same."""

from __future__ import annotations

import asyncio

from tests.support.partners import PartnerSystem, joined
from tests.support.services import Installation


async def test_what_killed_services_had_begun_is_done_once_and_answered_the_same(
    site: Installation, belfast: PartnerSystem
) -> None:
    old = site.processes[0]
    old.terminate()  # a killed one would keep its place in the group for seconds
    await asyncio.to_thread(old.await_exit, 30)
    sent = joined("crash")
    await belfast.send([sent])

    done = site.launch("registration", fault="after-partner-effect", port=old.port, only="worker")
    await asyncio.to_thread(done.await_exit, 60)
    assert _people_of(site, sent.id) == 1
    told = site.launch("registration", fault="after-partner-answer", port=old.port, only="worker")
    await asyncio.to_thread(told.await_exit, 60)
    await asyncio.to_thread(site.start, "registration", port=old.port)
    await belfast.until(lambda _: len(belfast.answers(sent.id)) == 2)

    first, second = belfast.answers(sent.id)
    assert first.accepted
    assert (first.id, first.data) == (second.id, second.data)
    assert _people_of(site, sent.id) == 1


def _people_of(site: Installation, message_id: str) -> int:
    """How many people there are whom the message has brought in."""
    with site.databases() as client:
        database = client[site.database("registration")]
        [answer] = database["partner_answers"].find({"_id": {"$regex": f"/{message_id}$"}})
        who = {"_id": {"$regex": f"/{answer['participant_id']}$"}}
        return database["participants"].count_documents(who)
