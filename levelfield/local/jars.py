"""The jars of Apache Kafka: exactly the locked ones, fetched once per user, checked at every start.

Invariants:
- ``kafka-jars.lock`` names every jar with its SHA-256; nothing else is ever put on the class path.
- A jar reaches the cache by one rename, after its checksum was found right. So a download that was cut
  short, or two downloads at once, cannot damage the cache; a jar damaged later is fetched again.
- When all jars are there and right, no network and no resolver is touched.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

KAFKA_VERSION = "4.1.1"
LOCK = Path(__file__).with_name("kafka-jars.lock")


@dataclass(frozen=True)
class Jar:
    """One line of the lock: what the file must be, and where it comes from."""

    sha256: str
    size: int
    coordinate: str

    @property
    def path(self) -> Path:
        """Where it lies below the cache."""
        group, artifact, version = self.coordinate.split(":")
        return Path(*group.split("."), artifact, version, f"{artifact}-{version}.jar")

    def is_intact(self, cache: Path) -> bool:
        """Whether the cache holds it, byte for byte."""
        file = cache / self.path
        return file.is_file() and sha256_of(file) == self.sha256


def sha256_of(file: Path) -> str:
    """The checksum of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def locked_jars(lock: Path = LOCK) -> list[Jar]:
    """Every jar that Kafka runs with, in the order of the class path."""
    lines = (line.split() for line in lock.read_text().splitlines() if line and not line.startswith("#"))
    return [Jar(sha256, int(size), coordinate) for sha256, size, coordinate in lines]


def user_cache() -> Path:
    """The user's cache folder on this platform, or ``XDG_CACHE_HOME`` where that is set."""
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen) / "levelfield"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "levelfield"
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "levelfield" / "Cache"
        )
    return Path.home() / ".cache" / "levelfield"


def kafka_classpath(jars: list[Jar] | None = None) -> list[Path]:
    """The jars in the cache, each intact; what is missing or damaged is fetched first."""
    wanted = locked_jars() if jars is None else jars
    cache = user_cache() / "kafka-jars"
    missing = [jar for jar in wanted if not jar.is_intact(cache)]
    if missing:
        from levelfield.local.fetch import (
            fetch,
        )  # the resolver is loaded only when there is something to fetch

        fetch(missing, cache)
    return [cache / jar.path for jar in wanted]
