"""What a status says."""

from __future__ import annotations

from levelfield.commands.tables import without_password
from levelfield.local.status import KafkaStatus, MongoStatus, ServiceStatus, StackStatus, measures

_METRICS = """\
# TYPE levelfield_consumer_lag_events gauge
levelfield_consumer_lag_events{service="training",topic="registration.events.v1",partition="0"} 3.0
levelfield_consumer_lag_events{service="training",topic="registration.events.v1",partition="1"} 4.0
# TYPE levelfield_outbox_oldest_pending_seconds gauge
levelfield_outbox_oldest_pending_seconds{service="training"} 1.5
levelfield_outbox_oldest_pending_seconds{service="other"} 0.5
"""


def _stack(**services: ServiceStatus) -> StackStatus:
    return StackStatus(
        kafka=KafkaStatus(running=True, ready=True),
        mongodb=MongoStatus(running=True, ready=True),
        issuer=None,
        services=services,
    )


def test_lag_is_summed_over_partitions_and_the_oldest_pending_event_counts() -> None:
    assert measures(_METRICS) == (7.0, 1.5)


def test_a_service_without_such_measures_has_none() -> None:
    assert measures("") == (None, None)


def test_all_is_ready_only_when_every_part_is() -> None:
    ready, waiting = ServiceStatus(running=True, ready=True), ServiceStatus(running=True)

    assert _stack(registration=ready, training=ready).all_ready
    assert not _stack(registration=ready, training=waiting).all_ready
    assert not _stack(registration=ready, training=waiting).nothing_runs


def test_nothing_runs_only_when_no_part_does() -> None:
    stopped = StackStatus(kafka=KafkaStatus(), mongodb=MongoStatus(), issuer=None, services={})

    assert stopped.nothing_runs
    assert not stopped.all_ready


def test_a_password_is_not_shown() -> None:
    assert without_password("mongodb://me:se:cr3t@db:1/?x=y") == "mongodb://me:***@db:1/?x=y"
    assert without_password("mongodb://127.0.0.1:1/?replicaSet=r") == "mongodb://127.0.0.1:1/?replicaSet=r"
