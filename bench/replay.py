"""Replaying the history into fresh projections: ``levelfield rebuild``, over everything there is.

Three lines. The rate against the floor of applying (see ``floor_reader``), over the same topic. The rate per
event at the end against that at the start, which must not fall as the collections grow: the second quarter
against the last, because the first warms up. And the memory of the process at the end against a third of
the way, which must not grow with the history.

The service has applied everything before, as it has in life, because a rebuild stops where it stands.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from bench.floor_reader import FloorReader
from bench.ours import apply_all
from bench.rounds import CannotFinish
from bench.row import Row
from bench.setting import Setting, run, with_client
from bench.traffic import EVENTS_EACH, StageMoved, fill, journey_fields, journey_reader, journeys, moves
from shared.contracts.event import topic_of_owner
from shared.persistence.database import Client, Database
from shared.runtime.rebuild import Rebuild, Rebuilt
from shared.settings import ServiceSettings

QUICK, FULL = 100_000, 1_000_000
FLOOR_EVENTS = 20_000
LOOK_EVERY_SECONDS = 0.1
READER = journey_reader("replayer")


@dataclass(frozen=True, slots=True)
class Look:
    """How far it was at a moment, and how large the process."""

    seconds: float
    events: int
    resident: int


def bench(setting: Setting) -> list[Row]:
    """All three."""
    count = FULL if setting.full else QUICK
    settings = setting.services("replay")
    topic = settings.topic(topic_of_owner("bench"))
    setting.make_topics([topic])
    setting.say(f"replay: filling a topic with {count:,} events")
    run(lambda: fill(setting.bootstrap_servers, topic, moves(count)), within=600)
    setting.say("replay: the service applies them")
    run(lambda: apply_all(READER, settings, count, 600), within=660)

    def floor(number: int) -> float:
        setting.say(f"replay: floor, round {number + 1}")
        reader = FloorReader(StageMoved, journey_fields, journeys)
        database = f"{settings.namespace}-floor{number}"
        rate = run(
            lambda: with_client(
                setting.mongodb_uri,
                lambda client: reader.apply(
                    setting.bootstrap_servers, topic, client, database, min(count, FLOOR_EVENTS), 300
                ),
            ),
            within=360,
        )
        setting.drop_databases(database)
        return rate

    def ours(number: int) -> Sequence[Look]:
        setting.say(f"replay: ours, round {number + 1}")
        return run(
            lambda: with_client(setting.mongodb_uri, lambda client: _rebuild(client, settings, count)),
            within=900,
        )

    floors: list[float] = []
    looks: list[Sequence[Look]] = []
    for number in range(setting.rounds):
        floors.append(floor(number))
        looks.append(ours(number))
    setting.drop_databases("replay")
    return _rows(floors, looks, count)


def _rows(floors: Sequence[float], looks: Sequence[Sequence[Look]], count: int) -> list[Row]:
    note = f"{count:,} events"
    return [
        Row(
            bench="replay",
            name="replaying into fresh projections",
            unit="events/s",
            floors=floors,
            ours=[rate_between(one, 0.0, 1.0) for one in looks],
            target=2.5,
            note=note,
        ),
        Row(
            bench="replay",
            name="replay, last quarter against the second",
            unit="events/s",
            floors=[rate_between(one, 0.25, 0.50) for one in looks],
            ours=[rate_between(one, 0.75, 1.00) for one in looks],
            target=0.95,
            note=note,
        ),
        Row(
            bench="replay",
            name="replay, memory at the end against a third of the way",
            unit="MB",
            floors=[_at(one, 1 / 3).resident / 1e6 for one in looks],
            ours=[one[-1].resident / 1e6 for one in looks],
            target=1.1,
            better="lower",
            note=note,
        ),
    ]


async def _rebuild(client: Client, settings: ServiceSettings, count: int) -> Sequence[Look]:
    database = client[settings.database(READER.name)]
    rebuild = asyncio.create_task(Rebuild(READER, settings, client).run())
    try:
        looks = await _watch(database, rebuild, count)
    finally:
        rebuild.cancel()
        await asyncio.gather(rebuild, return_exceptions=True)
    there = await database[journeys.name].count_documents({})
    if rebuild.result().events != count or there != count // EVENTS_EACH:
        raise CannotFinish(f"{rebuild.result().events} events gave {there} documents")
    return looks


async def _watch(database: Database, rebuild: asyncio.Task[Rebuilt], count: int) -> Sequence[Look]:
    """Looks at the lanes' own lines, which are moved with the effects, while the rebuild runs."""
    process = psutil.Process()
    looks: list[Look] = []
    while not rebuild.done():
        await asyncio.wait({rebuild}, timeout=LOOK_EVERY_SECONDS)
        lines = database["inbox__rebuild"].find({"_id": {"$gte": "lane:", "$lt": "lane;"}}, {"offset": 1})
        events = sum([line.get("offset", -1) + 1 async for line in lines])
        if events > (looks[-1].events if looks else 0):
            looks.append(Look(time.perf_counter(), events, process.memory_info().rss))
    if looks and looks[-1].events < count:  # the lanes' lines went with the rest before they were seen
        looks.append(Look(time.perf_counter(), count, process.memory_info().rss))
    return looks


def rate_between(looks: Sequence[Look], begin: float, end: float) -> float:
    """Events per second between two shares of the whole."""
    first, last = _at(looks, begin), _at(looks, end)
    return (last.events - first.events) / (last.seconds - first.seconds)


def _at(looks: Sequence[Look], share: float) -> Look:
    whole = looks[-1].events
    return next(one for one in looks if one.events >= whole * share)
