"""The whole installation on one machine: which parts there are, and in what order they start and stop.

Invariants: what an ``up`` started, and only that, is ended when the same ``up`` fails or is interrupted;
a part that runs already is kept. ``down`` needs no memory but the records, and may be repeated.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from aiokafka.errors import KafkaError

from levelfield.local.errors import PartFailed
from levelfield.local.given import GivenPart, given_url
from levelfield.local.interrupt import shielded
from levelfield.local.jars import kafka_classpath
from levelfield.local.kafka import LocalKafka
from levelfield.local.layout import Layout
from levelfield.local.mongo import LocalMongo
from levelfield.local.probes import kafka_answers, mongo_answers, run_apart
from levelfield.local.record import Record
from levelfield.local.service import Declared, LocalService
from shared.messaging.topics import apply_topics, in_namespace

KAFKA, MONGO, PORTAL = "kafka", "mongo", "portal"
PORTAL_PORT = 28_005
"""Where the portal of an installation is, unless another program was there first."""

ISSUER = Declared("issuer", "levelfield.issuer")
SERVICES = (
    Declared("registration", "services.registration", keys=("LEVELFIELD_MASTER_KEY", "LEVELFIELD_INDEX_KEY")),
    Declared("training", "services.training"),
    Declared("evaluation", "services.evaluation", keys=("LEVELFIELD_PSEUDONYM_KEY",)),
    Declared(
        "notifications",
        "services.notifications",
        keys=("LEVELFIELD_MASTER_KEY", "LEVELFIELD_WEBHOOK_KEY"),
        folders=(("LEVELFIELD_MAIL_FOLDER", "mail"),),
        names=(PORTAL,),
    ),
    Declared(
        PORTAL,
        "services.portal",
        keys=("LEVELFIELD_PORTAL_KEY",),
        reaches=("registration", "training", "evaluation", "notifications"),
        port=PORTAL_PORT,
    ),
)
_TOPICS_SECONDS = 30.0


class Part(Protocol):
    """What the stack asks of a part."""

    name: str

    @property
    def url(self) -> str: ...
    def record(self) -> Record | None: ...
    def launch(self) -> bool: ...
    def await_ready(self) -> None: ...
    def is_ready(self) -> bool: ...
    def terminate(self) -> None: ...
    def stop(self) -> None: ...


class Stack:
    """The parts of one installation.

    Args:
        issuer: the development issuer, or None for a stack without one.
        services: what runs on top, in the order of starting.
        brief: it is there for some minutes only, so what makes it faster later is left out.
    """

    def __init__(
        self,
        root: Path,
        issuer: Declared | None = ISSUER,
        services: Sequence[Declared] = SERVICES,
        environ: Mapping[str, str] = os.environ,
        *,
        brief: bool = False,
    ) -> None:
        self._environ = environ
        kafka, mongo = environ.get("KAFKA_BOOTSTRAP_SERVERS"), environ.get("MONGODB_URI")
        self.kafka: Part = (
            GivenPart(root, KAFKA, kafka, kafka_answers) if kafka else LocalKafka(root, brief=brief)
        )
        self.mongo: Part = GivenPart(root, MONGO, mongo, mongo_answers) if mongo else LocalMongo(root)
        self.issuer: Part | None = None if issuer is None else LocalService(root, issuer, dict)
        self._ours = [
            LocalService(root, one, partial(self._surroundings, one), brief=brief) for one in services
        ]

    @classmethod
    def recorded(cls, root: Path) -> Stack:
        """The stack as the last ``up`` made it, whatever the environment says now."""
        layout = Layout(root)
        noted = {"KAFKA_BOOTSTRAP_SERVERS": given_url(layout, KAFKA), "MONGODB_URI": given_url(layout, MONGO)}
        return cls(root, environ={name: url for name, url in noted.items() if url is not None})

    @property
    def services(self) -> Sequence[Part]:
        """What runs on top, in the order of starting."""
        return self._ours

    @property
    def parts(self) -> list[Part]:
        """All of them, in the order of starting."""
        below = [self.mongo, self.kafka] if self.issuer is None else [self.mongo, self.issuer, self.kafka]
        return [*below, *self.services]

    def prepare(self) -> None:
        """Bring what has to come over the network, which only the first start on a machine needs."""
        if isinstance(self.kafka, LocalKafka):
            kafka_classpath()

    def up(self, tell: Callable[[str], None] = lambda _: None) -> None:
        """Start what does not run and wait for it; or raise, with nothing left of this start."""
        started: list[Part] = []
        try:
            below = [part for part in self.parts if part not in self.services]
            _start(below, started, tell)
            tell("topics")
            self._apply_topics()
            _start(self.services, started, tell)
        except BaseException:
            with shielded():
                _stop(started)
            raise

    def down(self) -> list[str]:
        """Stop everything that runs; returns the names of what did."""
        running = [part for part in self.parts if part.record() is not None]
        _stop(running)
        return [part.name for part in running]

    def _apply_topics(self) -> None:
        topics = in_namespace(self._environ.get("LEVELFIELD_NAMESPACE", ""))
        try:
            run_apart(lambda: apply_topics(self.kafka.url, topics), _TOPICS_SECONDS)
        except (KafkaError, TimeoutError) as problem:
            raise PartFailed(f"Kafka did not make the topics ({type(problem).__name__}).") from problem

    def _surroundings(self, declared: Declared) -> dict[str, str]:
        """What a service is told (see ``shared.settings``)."""
        told = {"KAFKA_BOOTSTRAP_SERVERS": self.kafka.url, "MONGODB_URI": self.mongo.url}
        if self.issuer is not None:
            told["LEVELFIELD_ISSUER"] = self.issuer.url
        there = {part.name: part.url for part in self._ours if part.name in declared.reaches}
        there |= {part.name: part.url_to_be for part in self._ours if part.name in declared.names}
        return told | {f"LEVELFIELD_{name.upper()}_URL": url for name, url in there.items()}


def _start(parts: Sequence[Part], started: list[Part], tell: Callable[[str], None]) -> None:
    for part in parts:
        tell(part.name)
        if part.record() is None:
            started.append(part)
        part.launch()
    for part in parts:
        tell(part.name)
        part.await_ready()


def _stop(parts: Sequence[Part]) -> None:
    """Services first, then what they stand on; each of the two side by side."""
    lower = [part for part in parts if part.name in (KAFKA, MONGO)]
    upper = [part for part in parts if part not in lower]
    failures: list[PartFailed] = []
    for ending in (upper, lower):
        for part in ending:
            part.terminate()
        for part in reversed(ending):
            try:
                part.stop()
            except PartFailed as failure:  # the others must end all the same
                failures.append(failure)
    if failures:
        raise failures[0]
