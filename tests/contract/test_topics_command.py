"""``levelfield topics`` on a real Kafka."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from typer.testing import CliRunner, Result

from levelfield.__main__ import app
from levelfield.local import record
from levelfield.local.layout import Layout
from levelfield.local.ports import free_port
from levelfield.local.probes import run_apart
from levelfield.local.record import Record
from shared.messaging.topics import EVENT_TOPICS, PARTITIONS
from tests.support.listeners import occupied
from tests.support.parts import Parts

_NOT_SAID = {"KAFKA_BOOTSTRAP_SERVERS": None, "LEVELFIELD_NAMESPACE": None}
_CONFIG = EVENT_TOPICS[0].config
_SECONDS = 30


@pytest.fixture
def where(parts: Parts, namespace: str) -> list[str]:
    return ["--bootstrap-servers", parts.bootstrap_servers, "--namespace", namespace]


def test_apply_makes_every_topic_and_a_second_time_changes_nothing(where: list[str], namespace: str) -> None:
    names = [f"{namespace}-{topic.name}" for topic in EVENT_TOPICS]

    first, second = _run("apply", *where, "--json"), _run("apply", *where, "--json")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert sorted(json.loads(first.stdout)["made"]) == sorted(names)
    assert json.loads(second.stdout) == {"topics": names, "made": [], "faults": []}
    assert _run("check", *where).exit_code == 0


def test_check_names_a_topic_that_is_missing_and_makes_nothing(where: list[str], namespace: str) -> None:
    for _ in range(2):
        checked = _run("check", *where, "--json")

        assert checked.exit_code == 1
        faults = json.loads(checked.stdout)["faults"]
        assert f"{namespace}-{EVENT_TOPICS[0].name} is missing: run levelfield topics apply" in faults
        assert len(faults) == len(EVENT_TOPICS)


def test_check_names_another_number_of_partitions(parts: Parts, where: list[str], namespace: str) -> None:
    name = f"{namespace}-{EVENT_TOPICS[0].name}"
    _make(parts, NewTopic(name, PARTITIONS - 1, 1, topic_configs=_CONFIG))

    applied = _run("apply", *where)

    assert applied.exit_code == 1
    assert f"{name} has {PARTITIONS - 1} partitions, not {PARTITIONS}" in applied.stdout


def test_check_names_a_topic_that_would_forget(parts: Parts, where: list[str], namespace: str) -> None:
    name = f"{namespace}-{EVENT_TOPICS[0].name}"
    forgetful = {"retention.ms": "3600000", "cleanup.policy": "compact", "retention.bytes": "-1"}
    _make(parts, NewTopic(name, PARTITIONS, 1, topic_configs=forgetful))

    applied = _run("apply", *where, "--json")

    assert applied.exit_code == 1
    assert sorted(json.loads(applied.stdout)["faults"]) == [
        f"{name}: cleanup.policy is compact, not delete",
        f"{name}: retention.ms is 3600000, not -1",
    ]


def test_more_copies_than_brokers_is_refused_in_a_sentence(where: list[str]) -> None:
    refused = _run("apply", *where, "--replication", "99")

    assert refused.exit_code == 1
    assert "more copies than there are brokers" in refused.stderr
    assert "Traceback" not in refused.output


def test_the_environment_says_where_kafka_is(parts: Parts, namespace: str) -> None:
    said = {"KAFKA_BOOTSTRAP_SERVERS": parts.bootstrap_servers, "LEVELFIELD_NAMESPACE": namespace}

    assert _run("apply", env=said).exit_code == 0


def test_the_running_local_stack_says_where_kafka_is(parts: Parts, namespace: str, tmp_path: Path) -> None:
    noted = Record(name="kafka", url=parts.bootstrap_servers)
    record.write(Layout(tmp_path).run / "kafka.json", noted)

    assert _run("apply", "--namespace", namespace, "--root", str(tmp_path)).exit_code == 0


def test_no_kafka_known_is_told_with_the_ways_to_name_one(tmp_path: Path) -> None:
    told = _run("check", "--root", str(tmp_path))

    assert told.exit_code == 3
    assert "--bootstrap-servers" in told.stderr


def test_a_kafka_that_does_not_answer_is_told_in_one_sentence() -> None:
    told = _run("check", "--bootstrap-servers", f"127.0.0.1:{free_port()}")

    assert told.exit_code == 3
    assert told.output.count("\n") == 1
    assert "does not answer" in told.stderr


def test_something_else_on_the_port_is_no_kafka() -> None:
    port = free_port()
    with occupied([port]):
        told = _run("apply", "--bootstrap-servers", f"127.0.0.1:{port}")

    assert told.exit_code == 3
    assert told.output.count("\n") == 1


@pytest.mark.parametrize(
    "wrong",
    [["--bootstrap-servers", "kafka"], ["--bootstrap-servers", "kafka:x"], ["--namespace", "Upper_case"]],
)
def test_wrong_use_is_told_before_anything_is_asked(wrong: list[str]) -> None:
    assert _run("check", *wrong).exit_code == 2


def _run(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, ["topics", *words], env=_NOT_SAID | (env or {}))


def _make(parts: Parts, topic: NewTopic) -> None:
    async def make() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=parts.bootstrap_servers)
        await admin.start()
        try:
            made: Any = await admin.create_topics([topic])
            assert [code for _, code, *_ in made.topic_errors] == [0]
        finally:
            await admin.close()

    run_apart(make, _SECONDS)
