"""A durable command with its event: HTTP requests a second with 64 clients.

Floor: see ``floor_app``. Fair, because both are one process under the same cheap client, in a process of its
own, and both answer 201 only when the document is durable on a majority. Ours is the real registration
service: it checks the token and the input, seals the personal data with a key of the person's own, refuses
a second use of an e-mail address, keeps metrics, and publishes an event to Kafka; a round counts only if
every event of it gets there soon after.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench.load import Load
from bench.processes import put_load, running
from bench.rounds import CannotFinish, interleave
from bench.row import Row
from bench.setting import Setting
from levelfield.issuer.mint import mint
from levelfield.local.ports import free_port

TENANT = "bench-tenant"
WARM_UP_SECONDS = 1.0
QUICK_SECONDS, FULL_SECONDS = 4.0, 15.0
PUBLISHED_WITHIN = 20.0

BODY = json.dumps(
    {
        "role": "carer",
        "name": "Example Person (invented)",
        "email": "example.{n}@example.org",
        "cohort": "2018-spring",
        "organisation": "BHSCT",
        "qi_experience": "none",
    }
)


def bench(setting: Setting) -> list[Row]:
    """Both processes stay up, and each is loaded in turn."""
    with ExitStack() as stack:
        floor_port = _start_floor(setting, stack)
        service = _Registration(setting, stack)
        seconds = FULL_SECONDS if setting.full else QUICK_SECONDS

        def floor(number: int) -> float:
            setting.say(f"command: floor, round {number + 1}")
            load = _load(floor_port, "/people", {}, number, seconds)
            return put_load(load).rate

        def ours(number: int) -> float:
            setting.say(f"command: ours, round {number + 1}")
            path = f"/v1/{TENANT}/participants"
            load = _load(service.port, path, {"Authorization": f"Bearer {service.token}"}, number, seconds)
            outcome = put_load(load)
            service.await_published(outcome.sent)
            return outcome.rate

        rounds = interleave(setting.rounds, floor, ours)
    setting.drop_databases("command")
    return [
        Row(
            bench="command",
            name="a durable command with its event, 64 clients",
            unit="requests/s",
            floors=rounds.floors,
            ours=rounds.ours,
            target=1.8,
            note="authenticated, validated, sealed, published",
        )
    ]


def _load(port: int, path: str, headers: dict[str, str], number: int, seconds: float) -> Load:
    return Load(
        port=port,
        path=path,
        headers=headers,
        body=BODY,
        first=number * 10_000_000,
        warm_up_seconds=WARM_UP_SECONDS,
        seconds=seconds,
    )


def _start_floor(setting: Setting, stack: ExitStack) -> int:
    port = free_port()
    env = {
        "MONGODB_URI": setting.mongodb_uri,
        "BENCH_DATABASE": f"{setting.namespace}-command-floor",
        "BENCH_PORT": str(port),
    }
    stack.enter_context(running("bench.floor_app", port, env, setting.folder / "floor.log"))
    return port


class _Registration:
    """The registration service and the development issuer whose token it believes, as processes."""

    def __init__(self, setting: Setting, stack: ExitStack) -> None:
        settings = setting.services("command")
        setting.make_topics([settings.topic("registration.events.v1")])
        root = setting.folder / "issuer"
        issuer_port, self.port = free_port(), free_port()
        issuer = f"http://127.0.0.1:{issuer_port}"
        local = {"LEVELFIELD_ENV": "local"}
        issuer_env = {**local, "LEVELFIELD_ROOT": str(root), "LEVELFIELD_PORT": str(issuer_port)}
        self._start(stack, "levelfield.issuer", issuer_port, issuer_env, setting.folder)
        env = {
            **local,
            "KAFKA_BOOTSTRAP_SERVERS": setting.bootstrap_servers,
            "MONGODB_URI": setting.mongodb_uri,
            "LEVELFIELD_NAMESPACE": settings.namespace,
            "LEVELFIELD_ISSUER": issuer,
            "LEVELFIELD_PORT": str(self.port),
            "LEVELFIELD_MASTER_KEY": _key(96),
            "LEVELFIELD_INDEX_KEY": _key(32),
        }
        self._start(stack, "services.registration", self.port, env, setting.folder)
        self.token = mint(root, issuer, roles=["lead"], tenant=TENANT)
        self._begin_collaborative()
        self._published = int(self._count())

    def _begin_collaborative(self) -> None:
        trust = {"code": "BHSCT", "name": "Belfast Health and Social Care Trust", "kind": "trust"}
        told = {"name": TENANT, "specialty": "bench", "region": "bench", "organisations": [trust]}
        httpx.post(
            f"http://127.0.0.1:{self.port}/v1/collaboratives",
            headers={"Authorization": f"Bearer {self.token}"},
            json={"slug": TENANT, **told},
            timeout=20,
            trust_env=False,
        ).raise_for_status()

    def _start(self, stack: ExitStack, module: str, port: int, env: dict[str, str], folder: Path) -> None:
        stack.enter_context(running(module, port, env, folder / f"{module}.log"))

    def await_published(self, more: int) -> None:
        """Waits until the events of ``more`` commands are in Kafka.

        Raises:
            CannotFinish: they are not, within a bound.
        """
        self._published += more
        deadline = time.monotonic() + PUBLISHED_WITHIN
        while (there := self._count()) < self._published:
            if time.monotonic() > deadline:
                raise CannotFinish(f"{self._published - there:.0f} events were not published in time")
            time.sleep(0.1)

    def _count(self) -> float:
        text = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=10, trust_env=False).text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "levelfield_events_published_total"
        )


def _key(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()
