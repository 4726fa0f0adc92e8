"""How the installation is: asked of the parts themselves, each question bounded in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel

from levelfield.local.plain_http import ask
from levelfield.local.probes import http_reasons
from levelfield.local.stack import Part, Stack

_LAG = "levelfield_consumer_lag_events"
_OUTBOX_AGE = "levelfield_outbox_oldest_pending_seconds"
_METRICS_SECONDS = 3.0


class PartStatus(BaseModel, frozen=True):
    """One part. Its fields are what ``levelfield status --json`` promises to programs."""

    url: str | None = None
    pid: int | None = None
    running: bool = False
    ready: bool = False


class KafkaStatus(PartStatus, frozen=True):
    """Kafka, and where clients connect."""

    bootstrap_servers: str | None = None


class MongoStatus(PartStatus, frozen=True):
    """MongoDB, and where clients connect."""

    uri: str | None = None


class ServiceStatus(PartStatus, frozen=True):
    """A process of ours, and how far behind it is; None where it has no such measure."""

    reasons: list[str] = []
    lag_events: float | None = None
    outbox_oldest_pending_seconds: float | None = None


class StackStatus(BaseModel, frozen=True):
    """All of it."""

    kafka: KafkaStatus
    mongodb: MongoStatus
    issuer: ServiceStatus | None
    services: dict[str, ServiceStatus]

    @property
    def parts(self) -> dict[str, PartStatus]:
        """Every part by its name."""
        below: dict[str, PartStatus] = {"kafka": self.kafka, "mongo": self.mongodb}
        issuer: dict[str, PartStatus] = {} if self.issuer is None else {"issuer": self.issuer}
        return below | issuer | dict(self.services)

    @property
    def nothing_runs(self) -> bool:
        """Whether there is nothing to speak of."""
        return not any(part.running for part in self.parts.values())

    @property
    def all_ready(self) -> bool:
        """Whether everything takes work."""
        return all(part.ready for part in self.parts.values())


def status_of(stack: Stack) -> StackStatus:
    """Ask every part, side by side."""
    with ThreadPoolExecutor() as pool:
        kafka = pool.submit(_part, stack.kafka)
        mongo = pool.submit(_part, stack.mongo)
        issuer = None if stack.issuer is None else pool.submit(_service, stack.issuer)
        services = {part.name: pool.submit(_service, part) for part in stack.services}
        k, m = kafka.result(), mongo.result()
        return StackStatus(
            kafka=KafkaStatus(**k.model_dump(), bootstrap_servers=k.url),
            mongodb=MongoStatus(**m.model_dump(), uri=m.url),
            issuer=None if issuer is None else issuer.result(),
            services={name: future.result() for name, future in services.items()},
        )


def _part(part: Part) -> PartStatus:
    known = part.record()
    if known is None:
        return PartStatus()
    return PartStatus(url=known.url, pid=known.pid, running=True, ready=part.is_ready())


def _service(part: Part) -> ServiceStatus:
    known = part.record()
    if known is None:
        return ServiceStatus()
    reasons = http_reasons(known.url)
    lag, age = measures(_metrics(known.url))
    return ServiceStatus(
        url=known.url,
        pid=known.pid,
        running=True,
        ready=not reasons,
        reasons=reasons,
        lag_events=lag,
        outbox_oldest_pending_seconds=age,
    )


def _metrics(url: str) -> str:
    try:
        answer = ask("GET", f"{url}/metrics", timeout=_METRICS_SECONDS)
    except httpx.HTTPError:
        return ""
    return answer.text if answer.status_code == 200 else ""


def measures(exposition: str) -> tuple[float | None, float | None]:
    """The lag summed over all partitions, and the age of the oldest event that waits in an outbox."""
    values: dict[str, list[float]] = {_LAG: [], _OUTBOX_AGE: []}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            if sample.name in values:
                values[sample.name].append(sample.value)
    return sum(values[_LAG]) if values[_LAG] else None, max(values[_OUTBOX_AGE], default=None)
