"""Applying events, one process: how many a second get from a full topic into a read model.

Floor: see ``floor_reader``. Fair, because both read the same 12 partitions, validate with the same Pydantic
models, and write the same documents with the same indexes and durability. Ours has exactly-once effects
beside that: watermarks, order within each aggregate, and one transaction for all of it; the floor has none.

Two shapes: ten events for each aggregate, interleaved among 4,000 live ones, where updates of a document
can be merged; and every event another aggregate, where nothing can.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bench.floor_reader import FloorReader
from bench.ours import apply_all
from bench.rounds import CannotFinish, interleave
from bench.row import Row
from bench.setting import Setting, run, with_client
from bench.traffic import (
    EVENTS_EACH,
    StageMoved,
    fill,
    joins,
    journey_fields,
    journey_reader,
    journeys,
    moves,
)
from services.training.definition import TRAINING
from services.training.projections.people import people
from shared.contracts.event import topic_of_owner
from shared.contracts.registration import ParticipantJoined
from shared.persistence.database import Client
from shared.runtime.definition import ServiceDefinition

QUICK, FULL = 40_000, 200_000
WITHIN = 120.0


def bench(setting: Setting) -> list[Row]:
    """Both shapes."""
    count = FULL if setting.full else QUICK
    settings = setting.services("apply")
    topics = {owner: settings.topic(topic_of_owner(owner)) for owner in ("bench", "registration")}
    setting.make_topics(list(topics.values()))
    setting.say(f"filling two topics with {count:,} events each")
    run(lambda: fill(setting.bootstrap_servers, topics["bench"], moves(count)), within=600)
    run(lambda: fill(setting.bootstrap_servers, topics["registration"], joins(count)), within=600)
    many = FloorReader(StageMoved, journey_fields, journeys)
    single = FloorReader(ParticipantJoined, person_fields, people)
    return [
        _shape(setting, "10 events each aggregate", journey_reader("journeys"), many, count, 2.5),
        _shape(setting, "every event another aggregate", TRAINING, single, count, 1.7),
    ]


def person_fields(event: ParticipantJoined) -> dict[str, Any]:
    """What training keeps of somebody who joined."""
    return {
        "role": event.role.value,
        "organisation": event.organisation,
        "cohort": event.cohort,
        "joined_on": event.joined_on.isoformat(),
        "qi_experience": event.qi_experience.value,
    }


def _shape(
    setting: Setting,
    name: str,
    definition: ServiceDefinition,
    reader: FloorReader[Any],
    count: int,
    target: float,
) -> Row:
    settings = setting.services("apply")
    topic = settings.topic(topic_of_owner(definition.listens_to[0]))
    aggregates = -(-count // EVENTS_EACH) if reader.event is StageMoved else count

    def floor(number: int) -> float:
        database = f"{settings.namespace}-floor-{definition.name}{number}"
        setting.say(f"{name}: floor, round {number + 1}")

        async def measure(client: Client) -> float:
            rate = await reader.apply(setting.bootstrap_servers, topic, client, database, count, WITHIN * 2)
            await _check(client, database, reader, aggregates)
            return rate

        rate = run(lambda: with_client(setting.mongodb_uri, measure), within=WITHIN * 3)
        setting.drop_databases(database)
        return rate

    def ours(number: int) -> float:
        fresh = replace(definition, name=f"{definition.name}{number}")
        setting.say(f"{name}: ours, round {number + 1}")
        applied = run(lambda: apply_all(fresh, settings, count, WITHIN), within=WITHIN * 2)
        database = settings.database(fresh.name)
        run(
            lambda: with_client(
                setting.mongodb_uri, lambda client: _check(client, database, reader, aggregates)
            ),
            within=60,
        )
        setting.drop_databases(database)
        return applied.rate

    rounds = interleave(setting.rounds, floor, ours)
    return Row(
        bench="apply",
        name=f"applying, {name}",
        unit="events/s",
        floors=rounds.floors,
        ours=rounds.ours,
        target=target,
        note=f"{count:,} events",
    )


async def _check(client: Client, database: str, reader: FloorReader[Any], aggregates: int) -> None:
    """A rate counts only if the effects are all there."""
    found = await client[database][reader.projection.name].count_documents({})
    if found != aggregates:
        raise CannotFinish(f"{database} holds {found} documents, not {aggregates}")
