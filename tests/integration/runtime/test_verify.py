"""Verify tells what is pending, missing, ahead, parked, quarantined or unreadable; and nothing else."""

from __future__ import annotations

from shared.persistence.outbox import Cause
from shared.runtime.backbone import Backbone
from shared.runtime.verify import Verdict, Verifier
from tests.support.backbone import (
    SAMPLE,
    TENANT,
    THINGS,
    Faults,
    Record,
    Thing,
    ThingChanged,
    ThingMade,
    eventually,
    listening,
    make_topics,
    publish,
    record_of,
    running,
    settings_for,
)
from tests.support.parts import Parts


async def _verdict(owner: Backbone, consumer: Backbone) -> Verdict:
    databases = {"sample": owner.database, "listening": consumer.database}
    return await Verifier([SAMPLE, listening()], databases).verify()


async def _kinds(owner: Backbone, consumer: Backbone) -> list[tuple[str, str]]:
    return [(one.kind, one.aggregate) for one in (await _verdict(owner, consumer)).findings]


async def test_all_is_well_when_everything_is_applied(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(SAMPLE, settings) as owner, running(listening(), settings) as consumer:
        for at in range(5):
            await owner.aggregates(THINGS, TENANT, Cause()).add(Thing.make(f"t{at}", at))

        async def settled() -> bool:
            return not await _kinds(owner, consumer)

        assert await eventually(settled), await _kinds(owner, consumer)
        verdict = await _verdict(owner, consumer)
        assert (verdict.aggregates, verdict.events) == (5, 5)


async def test_what_no_consumer_has_is_missing_and_what_no_owner_has_is_ahead(
    parts: Parts, namespace: str
) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(SAMPLE, settings) as owner, running(listening(), settings) as consumer:
        await owner.aggregates(THINGS, TENANT, Cause()).add(Thing.make("kept", 1))
        await owner.aggregates(THINGS, TENANT, Cause()).add(Thing.make("lost", 1))

        async def settled() -> bool:
            return not await _kinds(owner, consumer)

        assert await eventually(settled)
        await consumer.database["inbox"].delete_one({"_id": f"{TENANT}/thing/lost"})
        await owner.database["things"].delete_one({"_id": f"{TENANT}/kept"})
        found = sorted(await _kinds(owner, consumer))
        assert found == [("ahead", "thing/kept"), ("missing", "thing/lost")]


async def test_what_waits_in_an_outbox_is_pending(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace, bootstrap_servers="127.0.0.1:1")
    async with running(SAMPLE, settings, worker=False) as owner:
        await owner.aggregates(THINGS, TENANT, Cause()).add(Thing.make("waits", 1))
        databases = {"sample": owner.database}
        verdict = await Verifier([SAMPLE], databases).verify()
        assert [(one.kind, one.aggregate, one.published, one.applied) for one in verdict.findings] == [
            ("pending", "thing/waits", 1, 0)
        ]


async def test_what_is_held_is_told_by_its_reason_and_only_once(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    faults = Faults(fails_for={13})
    definition = listening(faults)
    async with running(SAMPLE, settings) as owner, running(definition, settings) as consumer:
        things = owner.aggregates(THINGS, TENANT, Cause())
        await things.add(Thing.make("sick", 13))
        records = [
            record_of(ThingMade(value=1), "gappy", 1),
            record_of(ThingChanged(value=1), "gappy", 3),
            Record(b"not an event", b"{}"),
        ]
        await publish(settings, records)
        told = ["parked", "quarantined", "unreadable"]

        async def all_told() -> bool:
            return sorted(kind for kind, _ in await _kinds(owner, consumer)) == told

        assert await eventually(all_told), await _kinds(owner, consumer)
