"""From a real Kafka into a real MongoDB: duplicates, replays, gaps and poison, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.contracts.event import topic_of_owner
from shared.persistence.database import Client, Database
from shared.persistence.outbox import Cause
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings
from tests.support.backbone import (
    SAMPLE,
    THINGS,
    Faults,
    Meter,
    Record,
    Thing,
    ThingChanged,
    ThingMade,
    eventually,
    listening,
    publish,
    record_of,
    running,
)
from tests.support.replica import held, mark, shown, tally_of

SKIPPED = "levelfield_events_skipped_total"
APPLIED = "levelfield_events_applied_total"


def history(thing: str, last: int, *, first: int = 1, tally: str = "") -> list[Record]:
    """A thing's events, each with its sequence as its value."""
    made: list[ThingMade | ThingChanged] = [ThingMade(value=1, tally=tally)]
    made += [ThingChanged(value=at, tally=tally) for at in range(2, last + 1)]
    return [record_of(event, thing, at) for at, event in enumerate(made, start=1) if at >= first]


async def reached(database: Database, thing: str, sequence: int) -> bool:
    return (await mark(database, thing))[0] == sequence


async def committed(settings: ServiceSettings) -> int:
    """The offset of partition 0 that the listening group has committed; 0 if none."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    try:
        offsets: Any = await admin.list_consumer_group_offsets(settings.group("listening"))
    finally:
        await admin.close()
    place = TopicPartition(settings.topic(topic_of_owner("sample")), 0)
    return offsets[place].offset if place in offsets else 0


async def rewind(settings: ServiceSettings) -> None:
    """Sets the group back to the beginning of its topic, as an operator would for a replay."""
    topic = settings.topic(topic_of_owner("sample"))
    consumer: Any = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap_servers,
        group_id=settings.group("listening"),
        enable_auto_commit=False,
    )
    places = [TopicPartition(topic, one) for one in range(2)]
    consumer.assign(places)
    await consumer.start()
    await consumer.commit(dict.fromkeys(places, 0))
    await consumer.stop()


async def test_an_event_goes_from_one_services_aggregate_into_the_others_read_model(
    installation: ServiceSettings, database: Database
) -> None:
    meter = Meter()
    async with running(SAMPLE, installation) as sample, running(listening(), installation):
        assert await eventually(lambda: sample.publisher.connected)
        await sample.aggregates(THINGS, "north", Cause()).add(Thing.make("x", 7))
        assert await eventually(lambda: shown(database, "x"))
    assert (await shown(database, "x"))["value"] == 7
    assert meter.rose(APPLIED, type=ThingMade.type) == 1
    assert meter.rose("levelfield_propagation_seconds_count", source="sample") == 1


async def test_duplicates_on_the_topic_are_skipped_and_counted(
    installation: ServiceSettings, database: Database
) -> None:
    events = history("x", 3, tally="sum")
    meter = Meter()
    await publish(installation, [*events, *events, events[0], *history("end", 1)])
    async with running(listening(), installation):
        assert await eventually(lambda: reached(database, "end", 1))
    assert meter.rose(SKIPPED, reason="duplicate") == 4
    assert meter.rose(APPLIED) == 4
    assert (await tally_of(database))["state"]["counted"] == ["thing/x#1", "thing/x#2", "thing/x#3"]


async def test_a_replay_of_the_whole_topic_changes_nothing(
    installation: ServiceSettings, database: Database
) -> None:
    await publish(installation, [one for at in range(20) for one in history(f"x{at}", 5, tally="sum")])
    async with running(listening(), installation):
        assert await eventually(lambda: reached(database, "x19", 5))
    before = await tally_of(database)
    assert await committed(installation) == 100
    await rewind(installation)
    meter = Meter()
    async with running(listening(), installation):
        assert await eventually(lambda: meter.rose(SKIPPED, reason="duplicate") == 100)
    after = await tally_of(database)
    assert (after["version"], after["state"]) == (before["version"], before["state"])
    assert meter.rose(APPLIED) == 0


async def test_a_gap_is_parked_and_reported_and_applied_when_it_is_filled(
    installation: ServiceSettings, database: Database
) -> None:
    meter = Meter()
    events = history("x", 5)
    await publish(installation, [events[0], *events[2:], *history("other", 2)])
    async with running(listening(), installation):
        assert await eventually(lambda: reached(database, "other", 2))
        assert await mark(database, "x") == (1, "gap")
        assert await held(database) == [(f"north/thing/x#{at}", "gap") for at in (3, 4, 5)]
        assert await eventually(lambda: meter.now("levelfield_parked_aggregates") == 1)
        await publish(installation, [events[1]])
        assert await eventually(lambda: reached(database, "x", 5))
        assert await held(database) == []
        assert (await shown(database, "x"))["value"] == 5
        assert await eventually(lambda: meter.now("levelfield_parked_aggregates") == 0)


async def test_a_poisonous_event_holds_its_aggregate_while_the_others_flow(
    installation: ServiceSettings, database: Database
) -> None:
    meter = Meter()
    poison = record_of(ThingChanged(value=66), "x", 2)
    await publish(installation, [*history("x", 1), poison, *history("x", 4, first=3), *history("other", 9)])
    async with running(listening(Faults(fails_for={66})), installation) as service:
        assert await eventually(lambda: reached(database, "other", 9))
        assert await mark(database, "x") == (1, "quarantine")
        assert await held(database) == [
            ("north/thing/x#2", "failed"),
            ("north/thing/x#3", "behind"),
            ("north/thing/x#4", "behind"),
        ]
        assert await eventually(lambda: meter.now("levelfield_quarantined_aggregates") == 1)
        assert await service.health.ready() == []
    assert await committed(installation) == 13


async def test_quarantine_is_still_known_after_a_restart(
    installation: ServiceSettings, database: Database
) -> None:
    faults = Faults(fails_for={66})
    await publish(installation, [record_of(ThingMade(value=66), "x", 1)])
    async with running(listening(faults), installation):
        assert await eventually(lambda: held(database))
    await publish(installation, [*history("x", 3, first=2), *history("end", 1)])
    async with running(listening(), installation):
        assert await eventually(lambda: reached(database, "end", 1))
    assert [one for one, _ in await held(database)] == [f"north/thing/x#{at}" for at in (1, 2, 3)]


def failing(count: int, first: int = 0) -> Iterable[Record]:
    return (record_of(ThingMade(value=66), f"bad{at}", 1) for at in range(first, first + count))


async def halted(service: Backbone) -> list[str]:
    return [reason for reason in await service.health.ready() if "halted" in reason]


async def test_sixty_aggregates_that_fail_alike_halt_the_consumer_which_says_so(
    installation: ServiceSettings, database: Database
) -> None:
    meter = Meter()
    await publish(installation, [*history("before", 2), *failing(60), *history("after", 1)])
    async with running(listening(Faults(fails_for={66})), installation) as service:
        reasons = await eventually(lambda: halted(service))
        assert "aggregates failed alike" in reasons[0]
        assert meter.now("levelfield_consumer_halted") == 1
        assert service.health.live() == []
        lane = service.health.progress(f"lane {installation.topic('sample.events.v1')}/0")
        assert await eventually(lambda: lane.stuck_for() == 0, 1)
    assert await database["quarantine"].count_documents({"reason": "failed"}) <= 50
    assert await shown(database, "after") == {}
    assert await committed(installation) <= 52


async def test_after_a_halt_the_mended_release_goes_on_where_it_stopped(
    installation: ServiceSettings, database: Database
) -> None:
    await publish(installation, [*failing(60), *history("after", 1)])
    async with running(listening(Faults(fails_for={66})), installation) as service:
        assert await eventually(lambda: halted(service))
    failed = await database["quarantine"].count_documents({"reason": "failed"})
    async with running(listening(), installation) as service:
        assert await eventually(lambda: reached(database, "after", 1))
        assert await halted(service) == []
    assert await database["shown"].count_documents({}) == 61 - failed


@pytest.mark.parametrize("tenant", ["south"])
async def test_two_tenants_with_the_same_aggregate_id_do_not_meet(
    tenant: str, installation: ServiceSettings, database: Database
) -> None:
    others = record_of(ThingMade(value=9, tally="sum"), "same", 1, tenant=tenant)
    await publish(installation, [*history("same", 2, tally="sum"), others])
    async with running(listening(), installation):
        assert await eventually(lambda: shown(database, "same", tenant))
    assert (await shown(database, "same"))["value"] == 2
    assert (await shown(database, "same", tenant))["value"] == 9
    assert len((await tally_of(database))["state"]["counted"]) == 2
    assert len((await tally_of(database, f"{tenant}/sum"))["state"]["counted"]) == 1


async def test_an_offset_is_committed_only_behind_what_was_applied(
    installation: ServiceSettings, database: Database, client: Client
) -> None:
    await publish(installation, history("x", 10))
    async with running(listening(), installation):
        assert await eventually(lambda: reached(database, "x", 10))
    assert await committed(installation) == 10
    line = await database["inbox"].find_one({"_id": f"lane:{installation.topic('sample.events.v1')}/0"})
    assert line is not None
    assert line["offset"] == 9
