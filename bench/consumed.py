"""Commit to event consumed, on an idle system: how long an event is on its way.

Floor: a raw producer sends a message of the same size and headers, until a raw consumer has it. Fair,
because the same consumer, in the same process, receives both, in turn; producer settings are the same.
Ours: from the moment at which the save of a real participant is durable until that consumer has the event.
"""

from __future__ import annotations

import asyncio
import time

from bench.latency import Latencies, compare, rows
from bench.listener import WITHIN, Listener, Send, listening, sending
from bench.participants import registration, somebody, store
from bench.row import Row
from bench.setting import Setting, run
from bench.traffic import joins
from shared.contracts.event import topic_of_owner
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings

QUICK, FULL = 200, 1_000


def bench(setting: Setting) -> list[Row]:
    """p50 and p99."""
    settings = setting.services("consumed")
    events, floor_topic = settings.topic(topic_of_owner("registration")), settings.topic("floor")
    setting.make_topics([events, floor_topic])
    setting.say("consumed")
    floor, ours = run(lambda: _measure(setting, settings, events, floor_topic), within=900)
    setting.drop_databases("consumed")
    name = "commit to event consumed, idle"
    return rows("consumed", name, floor, ours, p50=1.2, p99=1.2, note=f"{_samples(setting)} a round")


def _samples(setting: Setting) -> int:
    return FULL if setting.full else QUICK


async def _measure(
    setting: Setting, settings: ServiceSettings, events: str, floor_topic: str
) -> tuple[Latencies, Latencies]:
    async with (
        listening(setting.bootstrap_servers, [events, floor_topic]) as listener,
        sending(setting.bootstrap_servers) as send,
        registration(settings) as backbone,
    ):
        return await compare(
            lambda: produced(send, floor_topic, listener),
            lambda: _committed(backbone, listener),
            setting.rounds,
            _samples(setting),
        )


async def produced(send: Send, topic: str, listener: Listener) -> float:
    """Seconds from sending a message to having it."""
    event = next(joins(1))
    key, headers = event.envelope.key(), event.envelope.headers()
    arrival = listener.expect(key)
    begun = time.perf_counter()
    await send(topic, value=event.data, key=key, headers=headers)
    async with asyncio.timeout(WITHIN):
        return await arrival - begun


async def _committed(backbone: Backbone, listener: Listener) -> float:
    participant = somebody()
    arrival = listener.expect(f"{participant.tenant}/{participant.id}".encode())
    await store(backbone, participant.tenant).add(participant)
    begun = time.perf_counter()
    async with asyncio.timeout(WITHIN):
        return await arrival - begun
