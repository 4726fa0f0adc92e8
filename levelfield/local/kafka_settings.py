"""The settings of a one-node Kafka: a broker and its controller in one process, on the loopback interface.

A ``kill -9`` of the process loses nothing that was acknowledged: an acknowledged record is in the
kernel's page cache, which outlives the process. A power cut may lose the last moments; replication is
what protects against that, and it takes a real cluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from levelfield.local.ports import LOOPBACK


def server_properties(
    *, data: Path, port: int, controller_port: int, further: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The broker's configuration file.

    Args:
        further: other settings; a value that begins with a comma goes behind what is there.
    """
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": data.as_posix(),
        # One node holds everything once.
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # Few internal partitions: each one is opened at every start.
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.num.partitions": "1",
        # The event topics are the history: kept for ever unless a topic says otherwise.
        "log.retention.ms": "-1",
        "log.retention.bytes": "-1",
        "auto.create.topics.enable": "false",
        # Consumers join at once, and a killed one is noticed in seconds.
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        # The only voter need not wait for others before it leads again.
        "controller.quorum.election.timeout.ms": "100",
        "controller.quorum.election.backoff.max.ms": "100",
        "controller.quorum.fetch.timeout.ms": "200",
        # A broker that was killed is let in again when the session of its former life has run out.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        # The default of 128 MB would take half of the heap for compacting a few small topics.
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
    }
    for key, value in further.items():
        settings[key] = settings[key] + value if value.startswith(",") else value
    return "".join(f"{key}={value}\n" for key, value in settings.items())
