"""What a process says before anything has happened."""

from __future__ import annotations

from prometheus_client import REGISTRY

from services.training.definition import TRAINING
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings


async def test_what_a_service_may_publish_is_counted_from_nothing() -> None:
    nowhere = {"kafka_bootstrap_servers": "127.0.0.1:9", "mongodb_uri": "mongodb://127.0.0.1:9"}
    backbone = Backbone(TRAINING, ServiceSettings.model_validate(nowhere))
    await backbone.start()
    try:
        counted = {
            event.type: REGISTRY.get_sample_value(
                "levelfield_events_published_total", {"service": "training", "type": event.type}
            )
            for event in TRAINING.contracts
        }
    finally:
        await backbone.stop(within=1)

    own = {event.type for event in TRAINING.contracts if event.owner == "training"}
    assert {name for name, count in counted.items() if count is not None} == own
