"""``kill -9`` of MongoDB and of Kafka in the middle of traffic, and stopping while a part is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager

import pytest

from levelfield.local.kafka import LocalKafka
from levelfield.local.mongo import LocalMongo
from levelfield.local.part import LocalPart
from tests.chaos.aftermath import Aftermath
from tests.chaos.traffic import Journal, traffic
from tests.support.parts import Parts
from tests.support.services import Installation, Issuer, Running, all_ready, eventually, installation

_ANSWERED_WITHIN = 10.0
"""No request hangs: looking for a server takes 3 s, and one may stand in line behind others that look."""

_BACK_WITHIN = 30.0
_DRAIN_SECONDS = 10.0
_SLACK_SECONDS = 1.0


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalKafka]:
    with LocalKafka(tmp_path_factory.mktemp("own-kafka")) as running:
        yield running


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalMongo]:
    with LocalMongo(tmp_path_factory.mktemp("own-mongo")) as running:
        yield running


@pytest.fixture(scope="module")
def site(
    kafka: LocalKafka, mongo: LocalMongo, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Installation]:
    own = Parts(kafka.bootstrap_servers, mongo.uri)
    with installation(own, "lost-parts", issuer, tmp_path_factory.mktemp("logs")) as made:
        services = [made.launch(service, drain_seconds="10") for service in ("registration", "training")]
        for process in services:
            process.await_ready()
        yield made
        assert made.leaks() == []


@pytest.fixture
def registration(site: Installation) -> Running:
    return site.processes[0]


async def test_while_mongodb_is_dead_commands_answer_503_and_what_was_acknowledged_stays(
    site: Installation, registration: Running, mongo: LocalMongo
) -> None:
    aftermath = Aftermath(site)

    async with traffic(site, [registration.url]) as journal:
        await journal.grows_by(100)
        async with _killed(mongo):
            await eventually(lambda: journal.statuses[503] >= 8, 15, "503 while MongoDB is dead")
        await journal.grows_by(200, _BACK_WITHIN)

    assert journal.statuses.keys() <= {201, 204, 503}
    assert _slowest(journal) < _ANSWERED_WITHIN
    await aftermath.check(journal)


async def test_while_kafka_is_dead_every_command_succeeds_and_its_event_arrives_afterwards(
    site: Installation, registration: Running, kafka: LocalKafka
) -> None:
    aftermath = Aftermath(site)

    async with traffic(site, [registration.url]) as journal:
        await journal.grows_by(100)
        async with _killed(kafka):
            await journal.grows_by(300)
        await journal.grows_by(100)

    assert journal.statuses.keys() == {201, 204}
    assert _slowest(journal) < _ANSWERED_WITHIN
    await aftermath.check(journal, _BACK_WITHIN)


async def test_services_stop_within_their_bound_while_kafka_is_dead_and_lose_nothing(
    site: Installation, registration: Running, kafka: LocalKafka
) -> None:
    aftermath = Aftermath(site)
    async with traffic(site, [registration.url]) as journal:
        await journal.grows_by(50)
        async with _killed(kafka):
            await journal.grows_by(50)
            for process in site.processes[:2]:
                process.terminate()
            bound = _DRAIN_SECONDS + _SLACK_SECONDS
            exits = [asyncio.to_thread(one.await_exit, bound) for one in site.processes[:2]]
            codes = await asyncio.gather(*exits)
        ports = [process.port for process in site.processes[:2]]
        again = [site.launch("registration", port=ports[0]), site.launch("training", port=ports[1])]
        await all_ready(*again)
        await journal.grows_by(50)

    assert codes == [0, 0]
    await aftermath.check(journal, _BACK_WITHIN)


@asynccontextmanager
async def _killed(part: LocalPart) -> AsyncGenerator[None]:
    """The part is dead inside the block, and takes work again after it."""
    await asyncio.to_thread(part.kill)
    try:
        yield
    finally:
        await asyncio.to_thread(part.start)


def _slowest(journal: Journal) -> float:
    return max(answer.seconds for answer in journal.answers)
