"""The real Kafka and MongoDB that the benches run on: those the environment names, else embedded ones.

Embedded ones live in a temporary folder, are started for this run alone and stopped at its end. Of given
ones only what this run made is removed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from levelfield.local.kafka import LocalKafka
from levelfield.local.mongo import LocalMongo


@dataclass(frozen=True)
class Parts:
    """Where they are."""

    bootstrap_servers: str
    mongodb_uri: str
    folder: Path
    kind: str
    """For the result: ``embedded`` or ``given``."""


@contextmanager
def running_parts() -> Generator[Parts]:
    """Both parts while the block runs."""
    kafka, mongo = os.environ.get("KAFKA_BOOTSTRAP_SERVERS"), os.environ.get("MONGODB_URI")
    folder = Path(tempfile.mkdtemp(prefix="levelfield-bench-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if not kafka:
            kafka = stack.enter_context(LocalKafka(folder)).bootstrap_servers
        if not mongo:
            mongo = stack.enter_context(LocalMongo(folder)).uri
        given = {"KAFKA_BOOTSTRAP_SERVERS", "MONGODB_URI"} <= os.environ.keys()
        yield Parts(kafka, mongo, folder, "given" if given else "embedded")
