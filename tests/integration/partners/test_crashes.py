"""Killed between what a message does and its answer, a service does it once and answers it all the same."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.partners import PartnerSystem, joined
from tests.support.services import Installation


@pytest.mark.parametrize("place", ["after-commit", "after-partner-effect", "after-partner-answer"])
async def test_what_a_killed_service_had_begun_is_done_once(
    site: Installation, belfast: PartnerSystem, place: str
) -> None:
    old = site.processes[0]
    await asyncio.to_thread(old.kill)
    dying = site.launch("registration", fault=place, port=old.port, only="worker")
    sent = joined(f"crash-{place}")
    await belfast.send([sent])
    await asyncio.to_thread(dying.await_exit, 60)
    anew = site.launch("registration", port=old.port)
    site.processes[0] = anew
    await asyncio.to_thread(anew.await_ready)

    await belfast.until(lambda _: bool(belfast.answers(sent.id)))

    answers = belfast.answers(sent.id)
    assert len({one.id for one in answers}) == 1
    assert all(one.accepted for one in answers)
    with site.databases() as client:
        database = client[site.database("registration")]
        who = answers[0].data["participant_id"]
        assert database["participants"].count_documents({"_id": f"{belfast.partner.tenant}/{who}"}) == 1
        kept = list(database["partner_answers"].find({"_id": {"$regex": f"{sent.id}$"}}))
        assert [one["participant_id"] for one in kept] == [who]
