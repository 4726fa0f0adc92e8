"""What Kafka lets a partner do, on a real one with passwords and the authorizer on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    BrokerResponseError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    NoError,
    TopicAuthorizationFailedError,
    for_code,
)
from aiokafka.protocol.fetch import FetchRequest
from typer.testing import CliRunner

from levelfield.__main__ import app
from levelfield.local.kafka import LocalKafka
from levelfield.local.ports import LOOPBACK, free_port
from levelfield.local.probes import run_apart
from shared.messaging.partner_topics import Partner
from shared.messaging.topics import apply_topics, in_namespace
from tests.support.parts import Parts
from tests.support.services import REPOSITORY

BELFAST, NORTHERN = Partner("north-ni", "bhsct"), Partner("north-ni", "nhsct")
EVENTS = "registration.events.v1"
GRANTS = """
partners:
  - {tenant: north-ni, organisation: BHSCT, principal: "User:belfast"}
  - {tenant: north-ni, organisation: NHSCT, principal: "User:northern"}
"""
PASSWORDS = {name: f"of-{name}" for name in ("belfast", "northern", "nobody")}


def deployed() -> dict[str, str]:
    """The settings of deploy/kafka/broker.properties."""
    lines = (REPOSITORY / "deploy/kafka/broker.properties").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[LocalKafka, str]]:
    """A Kafka as deployed for partners, but for its addresses and TLS; and where partners reach it."""
    port = free_port()
    here = {
        "listeners": f",PARTNERS://{LOOPBACK}:{port}",
        "advertised.listeners": f",PARTNERS://{LOOPBACK}:{port}",
        "listener.security.protocol.map": ",PARTNERS:SASL_PLAINTEXT",
    }
    folder = tmp_path_factory.mktemp("guarded")
    with LocalKafka(folder, further=deployed() | here, passwords=PASSWORDS) as kafka:
        inside = kafka.bootstrap_servers
        specs = [*in_namespace(""), *BELFAST.specs(), *NORTHERN.specs()]
        run_apart(lambda: apply_topics(inside, specs), 30)
        yield kafka, f"{LOOPBACK}:{port}"


@pytest.fixture(scope="module")
def granted(guarded: tuple[LocalKafka, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("grants") / "partners.yaml"
    file.write_text(GRANTS)
    told = acls(guarded[0], file)
    assert told.exit_code == 1
    assert told.stdout.count("add ") == 6
    assert acls(guarded[0], file, "--apply").exit_code == 0
    assert "exactly the rights" in acls(guarded[0], file).stdout
    return file


def acls(kafka: LocalKafka, file: Path, *more: str) -> Any:
    arguments = ["topics", "acls", str(file), "--bootstrap-servers", kafka.bootstrap_servers, *more]
    return CliRunner().invoke(app, arguments)


def as_(name: str, password: str = "") -> dict[str, Any]:
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": name,
        "sasl_plain_password": password or PASSWORDS[name],
    }


@asynccontextmanager
async def producer(servers: str, **how: Any) -> AsyncGenerator[Any]:
    made = AIOKafkaProducer(bootstrap_servers=servers, acks="all", request_timeout_ms=8_000, **how)
    try:
        await made.start()
        yield made
    finally:
        await made.stop()


async def written(servers: str, topic: str, **how: Any) -> None:
    async with producer(servers, **how) as made:
        await made.send_and_wait(topic, b"{}")


async def read(servers: str, topic: str, group: str | None = None, **how: Any) -> int:
    """How many messages there are on a topic, to somebody."""
    consumer: Any = AIOKafkaConsumer(
        bootstrap_servers=servers,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        **how,
    )
    try:
        await consumer.start()
        if group:
            consumer.subscribe([topic])
        else:
            consumer.assign([TopicPartition(topic, 0)])
            await consumer.seek_to_beginning()
        async with asyncio.timeout(15):
            while True:
                found = await consumer.getmany(timeout_ms=200)
                if found:
                    return sum(map(len, found.values()))
    finally:
        await consumer.stop()


async def fetched(servers: str, topic: str, **how: Any) -> type[BrokerResponseError]:
    """What the broker says to whoever fetches without asking first what there is."""
    client: Any = AIOKafkaClient(bootstrap_servers=servers, **how)
    try:
        await client.bootstrap()
        request = FetchRequest(100, 1, 1_000_000, 0, [(topic, [(0, 0, 1_000_000)])])
        answer = await client.send(client.get_random_node(), request)
    finally:
        await client.close()
    [(_, [partition])] = answer.topics
    return for_code(partition[1])


async def test_a_partner_reads_and_writes_its_own_topics(
    guarded: tuple[LocalKafka, str], granted: Path
) -> None:
    kafka, outside = guarded
    await written(outside, BELFAST.topic("in"), **as_("belfast"))
    await written(kafka.bootstrap_servers, BELFAST.topic("out"))

    group = "partner.north-ni.bhsct.reader"
    assert await read(outside, BELFAST.topic("out"), group, **as_("belfast")) >= 1
    assert await read(kafka.bootstrap_servers, BELFAST.topic("in")) >= 1


@pytest.mark.parametrize("topic", [NORTHERN.topic("in"), NORTHERN.topic("out"), BELFAST.topic("out"), EVENTS])
async def test_a_partner_writes_to_no_other_topic(
    guarded: tuple[LocalKafka, str], granted: Path, topic: str
) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await written(guarded[1], topic, **as_("belfast"))


@pytest.mark.parametrize("topic", [NORTHERN.topic("in"), NORTHERN.topic("out"), BELFAST.topic("in"), EVENTS])
async def test_a_partner_reads_no_other_topic(
    guarded: tuple[LocalKafka, str], granted: Path, topic: str
) -> None:
    assert await fetched(guarded[1], topic, **as_("belfast")) is TopicAuthorizationFailedError
    assert await fetched(guarded[1], BELFAST.topic("out"), **as_("belfast")) is NoError


async def test_a_partner_joins_no_group_but_its_own(guarded: tuple[LocalKafka, str], granted: Path) -> None:
    for group in ("partner.north-ni.nhsct.reader", "levelfield-registration"):
        with pytest.raises(GroupAuthorizationFailedError):
            await read(guarded[1], BELFAST.topic("out"), group, **as_("belfast"))


async def test_a_partner_makes_and_removes_no_topic(guarded: tuple[LocalKafka, str], granted: Path) -> None:
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=guarded[1], **as_("belfast"))
    try:
        await admin.start()
        made = await admin.create_topics([NewTopic("partner.north-ni.bhsct.more", 1, 1)])
        removed = await admin.delete_topics([NORTHERN.topic("in"), BELFAST.topic("out")])
    finally:
        await admin.close()
    assert [error[1] for error in made.topic_errors] == [29]  # TOPIC_AUTHORIZATION_FAILED
    assert all(error[1] != 0 for error in removed.topic_error_codes)


async def test_without_its_password_a_partner_is_not_let_in(
    guarded: tuple[LocalKafka, str], granted: Path
) -> None:
    with pytest.raises(KafkaConnectionError):
        await written(guarded[1], BELFAST.topic("in"), **as_("belfast", "of-northern"))
    with pytest.raises(KafkaConnectionError):
        await written(guarded[1], BELFAST.topic("in"))


def test_partners_are_reached_over_tls_and_the_services_on_another_listener() -> None:
    protocols = dict(one.split(":") for one in deployed()["listener.security.protocol.map"].split(","))
    assert protocols["PARTNERS"] == "SASL_SSL"
    assert {one.split(":")[0] for one in deployed()["listeners"].split(",")} == protocols.keys()


async def test_whoever_is_in_no_list_does_nothing_and_the_services_do_everything(
    guarded: tuple[LocalKafka, str], granted: Path
) -> None:
    with pytest.raises(KafkaError):
        await written(guarded[1], BELFAST.topic("in"), **as_("nobody"))
    await written(guarded[0].bootstrap_servers, EVENTS)
    assert await read(guarded[0].bootstrap_servers, BELFAST.topic("in"), "levelfield-registration") >= 1


def test_a_kafka_without_an_authorizer_is_told_in_one_sentence(parts: Parts, granted: Path) -> None:
    arguments = ["topics", "acls", str(granted), "--bootstrap-servers", parts.bootstrap_servers]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 1
    assert told.stderr.startswith("Kafka refused the rights of partners: ")


async def test_rights_that_a_file_does_not_give_any_more_are_taken_away(
    guarded: tuple[LocalKafka, str], granted: Path, tmp_path: Path
) -> None:
    file = tmp_path / "partners.yaml"
    file.write_text(GRANTS.replace("User:northern", "User:other") + 'ended: ["User:northern"]\n')
    told = await asyncio.to_thread(acls, guarded[0], file, "--apply")
    assert "3 added, 3 removed" in told.stdout
    with pytest.raises(TopicAuthorizationFailedError):
        await written(guarded[1], NORTHERN.topic("in"), **as_("northern"))
    assert (await asyncio.to_thread(acls, guarded[0], granted, "--apply")).exit_code == 0
    await written(guarded[1], NORTHERN.topic("in"), **as_("northern"))
