"""What the consumer tells the world: metrics, health, the waiters of causal reads."""

from __future__ import annotations

import time
from collections import Counter

from shared.contracts.registry import Contracts
from shared.messaging.causal import AppliedSignal
from shared.messaging.lane import LaneOutcome
from shared.messaging.plan import Plan
from shared.observability.health import Health
from shared.observability.metrics import (
    BATCH_EVENTS,
    BATCH_RETRIES,
    BATCH_SECONDS,
    CONSUMER_LAG,
    EVENTS_APPLIED,
    EVENTS_SKIPPED,
    HALTED,
    PROPAGATION_SECONDS,
    Bound,
)


class ConsumerReport:
    """Reports for one service's consumer."""

    def __init__(self, service: str, contracts: Contracts, signal: AppliedSignal, health: Health) -> None:
        self._service = service
        self._contracts = contracts
        self._signal = signal
        self._health = health
        self._applied = Bound(EVENTS_APPLIED, service)
        self._skipped = Bound(EVENTS_SKIPPED, service)
        self._propagation = Bound(PROPAGATION_SECONDS, service)
        self._retries = Bound(BATCH_RETRIES, service)
        self._events = BATCH_EVENTS.labels(service)
        self._seconds = BATCH_SECONDS.labels(service)
        self._halted = HALTED.labels(service)
        self._halted.set(0)

    def __call__(self, outcome: LaneOutcome | None, retry: str = "") -> None:
        if outcome is None:
            self._retries[retry].inc()
            if retry == "infrastructure":
                self._health.not_ready("mongodb", "events wait until MongoDB is back")
            return
        self._health.ready_again("mongodb")
        self._events.observe(outcome.messages)
        self._seconds.observe(outcome.seconds)
        if outcome.unreadable:
            self._skipped["undecodable"].inc(outcome.unreadable)
        for plan in outcome.plans:
            self._tell(plan)

    def _tell(self, plan: Plan) -> None:
        self._signal.tell(plan.after)
        for reason, count in plan.skipped.items():
            self._skipped[reason].inc(count)
        now = time.time()
        for type_name, count in Counter(arrival.envelope.type for arrival in plan.applied).items():
            if self._contracts.get(type_name):  # an unknown one is counted as skipped, not by its own name
                self._applied[type_name].inc(count)
        for arrival in plan.applied[:: max(1, len(plan.applied) // 16)]:
            # Some of a large batch stand for all of it: a histogram costs more than applying an event.
            seconds = max(0.0, now - arrival.envelope.time.timestamp())
            self._propagation[arrival.envelope.owner].observe(seconds)

    def lag(self, topic: str, partition: int, events: int) -> None:
        CONSUMER_LAG.labels(self._service, topic, str(partition)).set(events)

    def lane_left(self, topic: str, partition: int) -> None:
        """Another replica has the partition now, and reports its lag."""
        CONSUMER_LAG.remove(self._service, topic, str(partition))

    def halted(self) -> None:
        self._halted.set(1)
