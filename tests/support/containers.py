"""Kafka and MongoDB in containers, as ``docker-compose.yml`` runs them, through testcontainers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from levelfield.local.ports import LOOPBACK, free_port

_PROBE_SECONDS = 10
_START_SECONDS = 90


def engine_answers() -> bool:
    """Whether a Docker engine can be used, asked for a bounded time."""
    # In a process of its own: docker-py leaks a socket when it asks an absent engine, and its
    # time-outs do not cover all that it does.
    ask = "from testcontainers.core.docker_client import DockerClient; DockerClient().client.ping()"
    try:
        done = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, timeout=_PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@contextmanager
def kafka() -> Generator[str]:
    """One node of the official image. Its port is the same inside and outside, so it can be advertised."""
    port = free_port()
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://localhost:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{LOOPBACK}:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_LOG_RETENTION_MS": "-1",
    }
    container = DockerContainer("apache/kafka:4.1.1").with_envs(**settings).with_bind_ports(port, port)
    with container.waiting_for(_log("Kafka Server started")):
        yield f"{LOOPBACK}:{port}"


@contextmanager
def mongo() -> Generator[str]:
    """A one-node replica set, which transactions need; its member's address is good inside and outside."""
    port = free_port()
    container = DockerContainer("mongo:8.0").with_bind_ports(port, port)
    container.with_command(f"mongod --replSet levelfield --bind_ip_all --port {port}")
    initiate = (
        f"rs.initiate({{_id: 'levelfield', members: [{{_id: 0, host: '{LOOPBACK}:{port}'}}]}});"
        "while (!db.hello().isWritablePrimary) sleep(50)"
    )
    with container.waiting_for(_log("Waiting for connections")):
        done = container.exec(["mongosh", "--quiet", "--port", str(port), "--eval", initiate])
        if done.exit_code != 0:
            raise RuntimeError(f"the replica set was not initiated: {done.output!r}")
        yield f"mongodb://{LOOPBACK}:{port}/?replicaSet=levelfield"


def _log(message: str) -> LogMessageWaitStrategy:
    return LogMessageWaitStrategy(message).with_startup_timeout(_START_SECONDS)
