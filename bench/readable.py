"""Commit to effect readable in another service, on an idle system.

Floor: a raw producer sends a message, a raw consumer has it, and one majority transaction writes one
document of it. Fair, because that is the least that a reader with a durable effect can do, with the same
settings on both sides; it has no watermark, no lane and nothing to read first. Ours: from the moment at
which the save in registration is durable until training's ``InboxWaiter``, which makes causal reads work,
says that the effect is there. Both services run in this one process, with the code that they always run.
"""

from __future__ import annotations

import time

from pymongo import WriteConcern

from bench.consumed import produced
from bench.latency import Latencies, compare, rows
from bench.listener import Listener, Send, listening, sending
from bench.participants import ready, registration, somebody, store
from bench.rounds import CannotFinish
from bench.row import Row
from bench.setting import Setting, run
from services.training.definition import TRAINING
from services.training.projections.people import people
from shared.contracts.event import topic_of_owner
from shared.persistence.database import Collection, Session, connect
from shared.persistence.indexes import prepare_inbox
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings
from shared.web.context import new_id

QUICK, FULL = 200, 1_000
WITHIN = 10.0


def bench(setting: Setting) -> list[Row]:
    """p50 and p99."""
    settings = setting.services("readable")
    events, floor_topic = settings.topic(topic_of_owner("registration")), settings.topic("floor")
    setting.make_topics([events, floor_topic])
    setting.say("readable")
    floor, ours = run(lambda: _measure(setting, settings, floor_topic), within=900)
    setting.drop_databases("readable")
    name = "commit to effect readable elsewhere, idle"
    return rows("readable", name, floor, ours, p50=1.3, p99=2.0, note=f"{_samples(setting)} a round")


def _samples(setting: Setting) -> int:
    return FULL if setting.full else QUICK


async def _measure(
    setting: Setting, settings: ServiceSettings, floor_topic: str
) -> tuple[Latencies, Latencies]:
    client = connect(setting.mongodb_uri)
    training = Backbone(TRAINING, settings)
    await training.start()
    try:
        async with (
            listening(setting.bootstrap_servers, [floor_topic]) as listener,
            sending(setting.bootstrap_servers) as send,
            registration(settings) as backbone,
            client.start_session(causal_consistency=False) as session,
        ):
            await ready(training)
            floor = client[f"{settings.namespace}-floor"]
            await prepare_inbox(floor, [people])
            return await compare(
                lambda: _floor(send, floor_topic, listener, session, floor[people.name]),
                lambda: _ours(backbone, training),
                setting.rounds,
                _samples(setting),
            )
    finally:
        await training.stop(10)
        await client.close()


async def _floor(
    send: Send, topic: str, listener: Listener, session: Session, people_of: Collection
) -> float:
    on_its_way = await produced(send, topic, listener)
    begun = time.perf_counter()
    fields = {"tenant": "tenant-1", "role": "carer", "organisation": "BHSCT", "cohort": "2018-spring"}
    async with await session.start_transaction(write_concern=WriteConcern("majority")):
        await people_of.update_one({"_id": new_id()}, {"$set": fields}, upsert=True, session=session)
    return on_its_way + time.perf_counter() - begun


async def _ours(backbone: Backbone, training: Backbone) -> float:
    participant = somebody()
    tenant, subject = participant.tenant, participant.subject
    await store(backbone, tenant).add(participant)
    begun = time.perf_counter()
    applied = await training.waiter.wait(tenant, subject, 1, WITHIN)
    seconds = time.perf_counter() - begun
    if not applied or await training.read_model(people.name, tenant).get(participant.id) is None:
        raise CannotFinish("the effect was not there")
    return seconds
