"""The real Kafka and MongoDB that the tests run on, started at most once per run.

Taken in this order, each of the two for itself: what ``KAFKA_BOOTSTRAP_SERVERS`` and ``MONGODB_URI``
name; containers, if a Docker engine answers; the embedded parts. ``LEVELFIELD_TEST_PARTS`` set to
``containers`` or ``embedded`` asks for one kind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import psutil
from pymongo import MongoClient

from levelfield.local.kafka import LocalKafka
from levelfield.local.mongo import LocalMongo
from tests.support import containers

_FOLDER = "levelfield-parts-"
_OWNER = "owner"
_TRANSACTION_SECONDS = 20
"""More than any batch takes, also on a busy machine."""

_PAST_SECONDS = 5
_LET_GO_OF_FILES = "file_manager=(close_idle_time=10,close_scan_interval=2,close_handle_minimum=100)"


@dataclass(frozen=True)
class Parts:
    """Where the tests' Kafka and MongoDB are."""

    bootstrap_servers: str
    mongodb_uri: str
    folder: Path | None = None
    """Where both keep their files, if they are the embedded ones and a test can look into them."""

    def told(self) -> dict[str, str]:
        """As plain words, for another process."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Self:
        """What another process has started."""
        folder = Path(told["folder"]) if "folder" in told else None
        return cls(told["bootstrap_servers"], told["mongodb_uri"], folder)


@contextmanager
def running_parts() -> Generator[Parts]:
    """Both parts, stopped at the end unless they were given, also when the tests failed."""
    given_kafka, given_mongo = os.environ.get("KAFKA_BOOTSTRAP_SERVERS"), os.environ.get("MONGODB_URI")
    if given_kafka and given_mongo:
        yield Parts(given_kafka, given_mongo)
        return
    with ExitStack() as stack:
        if _use_containers():
            kafka = given_kafka or stack.enter_context(containers.kafka())
            mongo = given_mongo or stack.enter_context(containers.mongo())
            folder = None
        else:
            folder = root = stack.enter_context(_folder())
            kafka = given_kafka or stack.enter_context(LocalKafka(root)).bootstrap_servers
            mongo = given_mongo or stack.enter_context(LocalMongo(root)).uri
        if not given_mongo:
            _remember_little(mongo)
        embedded = not (given_kafka or given_mongo)
        yield Parts(kafka, mongo, folder if embedded else None)


def _remember_little(mongodb_uri: str) -> None:
    """MongoDB lets go soon of what tests have left behind.

    A killed process leaves its transaction's locks until a limit, which is a minute: whoever removes what its
    test has left would wait for that. And a collection that was dropped is kept for five minutes, for readers
    of the past, and its files open for ten: of a run that makes a thousand databases, MongoDB's own threads
    would walk through twenty thousand tables all the time, which took 40 % of what it used of a processor.
    """
    with MongoClient[dict[str, Any]](mongodb_uri, timeoutMS=10_000) as client:
        client.admin.command("setParameter", 1, transactionLifetimeLimitSeconds=_TRANSACTION_SECONDS)
        client.admin.command("setParameter", 1, minSnapshotHistoryWindowInSeconds=_PAST_SECONDS)
        client.admin.command("setParameter", 1, wiredTigerEngineRuntimeConfig=_LET_GO_OF_FILES)


def _use_containers() -> bool:
    wanted = os.environ.get("LEVELFIELD_TEST_PARTS", "")
    if wanted not in ("", "containers", "embedded"):
        raise ValueError("LEVELFIELD_TEST_PARTS is containers, embedded or not set")
    return wanted == "containers" or (wanted == "" and containers.engine_answers())


@contextmanager
def _folder() -> Generator[Path]:
    """A temporary folder that tells whose it is, so that the next run can clear up after a killed one."""
    _clear_abandoned()
    root = Path(tempfile.mkdtemp(prefix=_FOLDER))
    me = psutil.Process()
    (root / _OWNER).write_text(f"{me.pid} {me.create_time()}")
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _clear_abandoned() -> None:
    for root in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        owner = root / _OWNER
        if owner.exists() and not _is_alive(owner.read_text()):
            LocalKafka(root).kill()
            LocalMongo(root).kill()
            shutil.rmtree(root, ignore_errors=True)


def _is_alive(owner: str) -> bool:
    pid, created = owner.split()
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(created)) < 2
    except psutil.NoSuchProcess:
        return False
