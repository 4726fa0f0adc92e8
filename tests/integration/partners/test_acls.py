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
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from typer.testing import CliRunner

from levelfield.__main__ import app
from levelfield.local.kafka import LocalKafka
from levelfield.local.ports import LOOPBACK, free_port
from levelfield.local.probes import run_apart
from shared.messaging.partner_topics import Partner
from shared.messaging.topics import apply_topics, in_namespace

BELFAST, NORTHERN = Partner("north-ni", "bhsct"), Partner("north-ni", "nhsct")
EVENTS = "registration.events.v1"
GRANTS = """
partners:
  - {tenant: north-ni, organisation: BHSCT, principal: "User:belfast"}
  - {tenant: north-ni, organisation: NHSCT, principal: "User:northern"}
"""
_JAAS = (
    "org.apache.kafka.common.security.plain.PlainLoginModule required "
    'user_belfast="of-belfast" user_northern="of-northern" user_nobody="of-nobody";'
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[LocalKafka, str]]:
    """A Kafka with an inside listener for the services, and one with passwords for partners."""
    port = free_port()
    further = {
        "listeners": f",PARTNERS://{LOOPBACK}:{port}",
        "advertised.listeners": f",PARTNERS://{LOOPBACK}:{port}",
        "listener.security.protocol.map": ",PARTNERS:SASL_PLAINTEXT",
        "listener.name.partners.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.partners.plain.sasl.jaas.config": _JAAS,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": "User:ANONYMOUS",
    }
    with LocalKafka(tmp_path_factory.mktemp("guarded"), further=further) as kafka:
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


def as_(name: str) -> dict[str, Any]:
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": name,
        "sasl_plain_password": f"of-{name}",
    }


@asynccontextmanager
async def producer(servers: str, **how: Any) -> AsyncGenerator[Any]:
    made = AIOKafkaProducer(bootstrap_servers=servers, acks="all", request_timeout_ms=8_000, **how)
    await made.start()
    try:
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
    await consumer.start()
    try:
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
    await written(guarded[0].bootstrap_servers, topic)
    with pytest.raises(TopicAuthorizationFailedError):
        await read(guarded[1], topic, **as_("belfast"))


async def test_a_partner_joins_no_group_but_its_own(guarded: tuple[LocalKafka, str], granted: Path) -> None:
    for group in ("partner.north-ni.nhsct.reader", "levelfield-registration"):
        with pytest.raises(GroupAuthorizationFailedError):
            await read(guarded[1], BELFAST.topic("out"), group, **as_("belfast"))


async def test_a_partner_makes_and_removes_no_topic(guarded: tuple[LocalKafka, str], granted: Path) -> None:
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=guarded[1], **as_("belfast"))
    await admin.start()
    try:
        made = await admin.create_topics([NewTopic("partner.north-ni.bhsct.more", 1, 1)])
        removed = await admin.delete_topics([NORTHERN.topic("in"), BELFAST.topic("out")])
    finally:
        await admin.close()
    assert [error[1] for error in made.topic_errors] == [29]  # TOPIC_AUTHORIZATION_FAILED
    assert all(error[1] != 0 for error in removed.topic_error_codes)


async def test_whoever_is_in_no_list_does_nothing_and_the_services_do_everything(
    guarded: tuple[LocalKafka, str], granted: Path
) -> None:
    with pytest.raises(KafkaError):
        await written(guarded[1], BELFAST.topic("in"), **as_("nobody"))
    await written(guarded[0].bootstrap_servers, EVENTS)
    assert await read(guarded[0].bootstrap_servers, BELFAST.topic("in"), "levelfield-registration") >= 1


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
