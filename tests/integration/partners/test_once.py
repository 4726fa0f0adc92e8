"""What two replicas make of one message: one effect, one answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from shared.contracts.partners import StaffLeft
from shared.contracts.refusal import Refused
from shared.messaging.partner_answer import Outcome
from shared.messaging.partner_desk import PARTNER_ANSWERS, Handler, PartnerDesk
from shared.messaging.partner_message import Usable
from shared.messaging.partner_topics import Partner
from shared.messaging.policy import Work
from shared.persistence.outbox import Cause
from shared.runtime.backbone import Backbone
from tests.support.backbone import SAMPLE, TENANT, THINGS, Thing, eventually, running, settings_for
from tests.support.parts import Parts

PARTNER = Partner(TENANT, "bhsct")
MESSAGE = Usable("m-1", StaffLeft(email="example.person@example.org"))


@pytest.fixture
async def backbone(parts: Parts, namespace: str) -> AsyncGenerator[Backbone]:
    definition = replace(SAMPLE, records=[PARTNER_ANSWERS])
    async with running(definition, settings_for(parts, namespace), worker=False) as made:
        assert await eventually(lambda: _is_ready(made))
        yield made


async def _is_ready(backbone: Backbone) -> bool:
    return not await backbone.health.ready()


def replica(backbone: Backbone, handler: Handler) -> PartnerDesk:
    return PartnerDesk(
        {StaffLeft: handler},
        lambda tenant: backbone.records(PARTNER_ANSWERS, tenant),
        backbone.unit_of_work,
        backbone.clock,
    )


async def accept(said: StaffLeft, partner: Partner, work: Work) -> str:
    await work.aggregates(THINGS).add(Thing.make("made", 1))
    return "somebody"


async def things(backbone: Backbone) -> int:
    return len(await backbone.aggregates(THINGS, TENANT, Cause()).page({}, 10))


async def test_two_who_take_a_message_at_once_do_it_once(backbone: Backbone) -> None:
    desks = [replica(backbone, accept) for _ in range(5)]

    outcomes = await asyncio.gather(*(desk.take(PARTNER, MESSAGE) for desk in desks))

    assert outcomes == [Outcome("somebody")] * 5
    assert await things(backbone) == 1


async def test_a_rejection_never_takes_the_place_of_what_another_replica_has_answered(
    backbone: Backbone,
) -> None:
    async def too_late(said: StaffLeft, partner: Partner, work: Work) -> str:
        assert await replica(backbone, accept).take(PARTNER, MESSAGE) == Outcome("somebody")
        raise Refused("no", "No.")

    assert await replica(backbone, too_late).take(PARTNER, MESSAGE) == Outcome("somebody")

    async def never(said: StaffLeft, partner: Partner, work: Work) -> str:
        raise AssertionError("it was answered before")

    assert await replica(backbone, never).take(PARTNER, MESSAGE) == Outcome("somebody")


async def test_a_fault_of_ours_has_no_effect_and_is_answered(backbone: Backbone) -> None:
    async def broken(said: StaffLeft, partner: Partner, work: Work) -> str:
        await accept(said, partner, work)
        raise LookupError("somebody@example.org")

    outcome = await replica(backbone, broken).take(PARTNER, MESSAGE)

    assert outcome.reason is not None
    assert outcome.reason.code == "failed-here"
    assert await things(backbone) == 0
    assert await replica(backbone, accept).take(PARTNER, MESSAGE) == outcome


async def test_partners_that_use_the_same_id_are_each_answered(backbone: Backbone) -> None:
    async def whose(said: StaffLeft, partner: Partner, work: Work) -> str:
        return partner.spelling

    desk = replica(backbone, whose)

    assert (await desk.take(PARTNER, MESSAGE)).participant_id == "bhsct"
    assert (await desk.take(Partner(TENANT, "nhsct"), MESSAGE)).participant_id == "nhsct"
