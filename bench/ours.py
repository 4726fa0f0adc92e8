"""Our side of applying: the service's own consumer, as it runs in production, watched from outside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from prometheus_client import Counter

from bench.rounds import CannotFinish
from shared.observability.metrics import EVENTS_APPLIED
from shared.runtime.backbone import Backbone
from shared.runtime.definition import ServiceDefinition
from shared.settings import ServiceSettings

LOOK_EVERY_SECONDS = 0.01


@dataclass(frozen=True)
class Applied:
    """How a topic was applied.

    ``seconds`` begin when the partitions are assigned and end when the last effect is committed.
    """

    events: int
    seconds: float
    timeline: Sequence[tuple[float, int]]
    """Seconds since the assignment, and how many events were applied by then."""

    @property
    def rate(self) -> float:
        return self.events / self.seconds


def counted(metric: Counter, service: str) -> float:
    """A counter's sum for one service, over all its other labels."""
    return sum(
        sample.value
        for family in metric.collect()
        for sample in family.samples
        if sample.labels.get("service") == service and sample.name.endswith("_total")
    )


async def apply_all(
    definition: ServiceDefinition, settings: ServiceSettings, expected: int, within: float
) -> Applied:
    """Lets a service apply its topics from the beginning until ``expected`` events are applied.

    Raises:
        CannotFinish: it took longer than ``within`` seconds.
    """
    backbone = Backbone(definition, settings)
    assigned = _note_assignment(backbone)
    before = counted(EVENTS_APPLIED, definition.name)
    await backbone.start()
    try:
        async with asyncio.timeout(within):
            begun = await assigned
            timeline: list[tuple[float, int]] = []
            done = 0
            while done < expected:
                await asyncio.sleep(LOOK_EVERY_SECONDS)
                done = int(counted(EVENTS_APPLIED, definition.name) - before)
                timeline.append((time.perf_counter() - begun, done))
    except TimeoutError:
        raise CannotFinish(f"{definition.name} did not apply {expected} events in {within:g} s") from None
    finally:
        await backbone.stop(10)
    return Applied(done, timeline[-1][0], timeline)


def _note_assignment(backbone: Backbone) -> asyncio.Future[float]:
    """When the consumer's partitions were assigned, which ends the setting up."""
    consumer = backbone.consumer
    if consumer is None:
        raise ValueError("a service that listens to nobody applies nothing")
    noted: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    take = consumer.on_partitions_assigned

    async def take_and_note(assigned: Iterable[TopicPartition]) -> None:
        await take(assigned)
        if not noted.done():
            noted.set_result(time.perf_counter())

    consumer.on_partitions_assigned = take_and_note
    return noted
