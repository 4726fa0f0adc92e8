"""A rebuild makes the same read models from the topics, while the service runs, and sends nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shared.messaging.operate import QuarantineDesk
from shared.persistence.database import Document
from shared.runtime.backbone import Backbone
from shared.runtime.desk import desk_for
from shared.runtime.rebuild import SUFFIX, Rebuild, RebuildFailed
from tests.support.backbone import (
    TALLIES,
    TENANT,
    Faults,
    Record,
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


def _history(things: int, changes: int) -> list[Record]:
    """Things that are made and changed, some of it published twice, on two partitions."""
    records: list[Record] = []
    for thing in range(things):
        name, partition = f"t{thing}", thing % 2
        records.append(record_of(ThingMade(value=thing, tally="all"), name, 1, partition=partition))
        for at in range(2, changes + 2):
            change = record_of(ThingChanged(value=thing * 100 + at), name, at, partition=partition)
            records += [change, change] if at % 2 else [change]
    return records


def _sick_history() -> list[Record]:
    """A thing whose second event fails for a service that cannot cope with 13."""
    return [
        record_of(ThingMade(value=1), "sick", 1),
        record_of(ThingChanged(value=13), "sick", 2),
        record_of(ThingChanged(value=3), "sick", 3),
    ]


async def _shown(backbone: Backbone) -> dict[str, Document]:
    found = await backbone.database["shown"].find().to_list()
    return {document["_id"]: document for document in found}


async def _tallies(backbone: Backbone) -> list[Document]:
    fields = {"version": 1, "sequence": 1, "state": 1}
    return await backbone.database[TALLIES.collection].find({}, fields).to_list()


async def _applied(backbone: Backbone, thing: str, sequence: int) -> bool:
    mark = await backbone.database["inbox"].find_one({"_id": f"{TENANT}/thing/{thing}"})
    return mark is not None and mark["sequence"] >= sequence


async def _all_applied(backbone: Backbone, things: int, sequence: int) -> None:
    for thing in range(things):
        assert await eventually(lambda name=f"t{thing}": _applied(backbone, name, sequence))


async def test_a_rebuild_gives_the_same_documents_and_runs_no_policy(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(listening(), settings) as backbone:
        await publish(settings, _history(things=6, changes=4))
        await _all_applied(backbone, 6, 5)
        before = await _shown(backbone)
        tallies = await _tallies(backbone)
        await backbone.database["shown"].update_many({}, {"$set": {"value": "damaged"}})

        rebuilt = await Rebuild(listening(), settings, backbone.client).run()

        assert rebuilt.events == 30
        assert await _shown(backbone) == before
        assert await _tallies(backbone) == tallies
        names = await backbone.database.list_collection_names()
        assert not [name for name in names if name.endswith(SUFFIX)]


async def test_events_that_come_during_a_rebuild_are_in_what_it_swaps_in(
    parts: Parts, namespace: str
) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(listening(), settings) as backbone:
        await publish(settings, _history(things=40, changes=10))
        await _all_applied(backbone, 40, 11)

        async def traffic() -> int:
            sequence = 11
            while not done.is_set():
                sequence += 1
                records = [
                    record_of(ThingChanged(value=sequence), f"t{thing}", sequence, partition=thing % 2)
                    for thing in range(40)
                ]
                await publish(settings, records)
            return sequence

        done = asyncio.Event()
        publishing = asyncio.create_task(traffic())
        for _ in range(3):
            await Rebuild(listening(), settings, backbone.client).run()
        done.set()
        last = await publishing
        await _all_applied(backbone, 40, last)

        shown = await _shown(backbone)
        expected = {f"value_at_{at}" for at in range(1, last + 1)}
        missing = {name: expected - set(document) for name, document in shown.items()}
        assert not any(missing.values()), missing
        assert len(shown) == 40


async def test_a_rebuild_goes_no_further_than_a_quarantined_aggregate(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    faults = Faults(fails_for={13})
    async with running(listening(faults), settings) as backbone:
        await publish(settings, [*_sick_history(), record_of(ThingMade(value=1), "well", 1)])
        assert await eventually(lambda: _applied(backbone, "well", 1))
        desk = _desk(backbone, faults)
        assert await eventually(lambda: _held(desk, "sick"))

        mended = listening()
        await Rebuild(mended, settings, backbone.client).run()
        shown = await _shown(backbone)
        assert shown[f"{TENANT}/sick"]["value"] == 1, "the rebuild went beyond the watermark"

        faults.fails_for.clear()
        outcome = await desk_for(mended, settings, backbone.client).retry(f"{TENANT}/thing/sick")
        assert (outcome.applied, outcome.still_held) == (2, 0)
        assert (await _shown(backbone))[f"{TENANT}/sick"]["value"] == 3


async def test_a_rebuild_leaves_out_what_was_discarded(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    faults = Faults(fails_for={13})
    async with running(listening(faults), settings) as backbone:
        await publish(settings, _sick_history())
        desk = _desk(backbone, faults)
        assert await eventually(lambda: _held(desk, "sick"))
        outcome = await desk.discard(f"{TENANT}/thing/sick")
        assert (outcome.applied, outcome.still_held) == (1, 0)
        before = await _shown(backbone)

        await Rebuild(listening(), settings, backbone.client).run()

        assert await _shown(backbone) == before
        assert "value_at_2" not in before[f"{TENANT}/sick"]


async def test_two_rebuilds_at_once_are_refused(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(listening(), settings) as backbone:
        await publish(settings, _history(things=20, changes=10))
        await _all_applied(backbone, 20, 11)
        before = await _shown(backbone)
        runs = [Rebuild(listening(), settings, backbone.client).run() for _ in range(2)]
        outcomes: list[Any] = await asyncio.gather(*runs, return_exceptions=True)
        assert sorted(type(one).__name__ for one in outcomes) == ["RebuildFailed", "Rebuilt"]
        assert await _shown(backbone) == before


async def test_a_rebuild_that_cannot_apply_an_event_changes_nothing(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(listening(), settings) as backbone:
        await publish(settings, _history(things=4, changes=2))
        await _all_applied(backbone, 4, 3)
        before = await _shown(backbone)
        with pytest.raises(RebuildFailed, match="can't be applied"):
            await Rebuild(listening(Faults(fails_for={102})), settings, backbone.client).run()
        assert await _shown(backbone) == before

        await publish(settings, [record_of(ThingChanged(value=9), "t0", 4)])
        assert await eventually(lambda: _applied(backbone, "t0", 4)), "the lanes were not let go"


def _desk(backbone: Backbone, faults: Faults) -> QuarantineDesk:
    return desk_for(listening(faults), backbone.settings, backbone.client)


async def _held(desk: QuarantineDesk, thing: str) -> bool:
    return any(one.aggregate == f"{TENANT}/thing/{thing}" and one.waiting == 2 for one in await desk.held())


async def test_no_batch_is_committed_while_the_lanes_are_held(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with running(listening(), settings) as backbone:
        await publish(settings, _history(things=2, changes=2))
        await _all_applied(backbone, 2, 3)

        class SlowToSwap(Rebuild):
            applied_meanwhile = True

            async def _swap(self, held_since: float) -> None:
                await publish(settings, [record_of(ThingChanged(value=77), "t0", 4)])
                self.applied_meanwhile = await eventually(lambda: _applied(backbone, "t0", 4), within=1.0)
                await super()._swap(held_since)

        rebuild = SlowToSwap(listening(), settings, backbone.client)
        await rebuild.run()
        assert not rebuild.applied_meanwhile
        assert await eventually(lambda: _applied(backbone, "t0", 4))
        assert (await _shown(backbone))[f"{TENANT}/t0"]["value"] == 77
