"""Bring jars from Maven Central into the user's cache, with one progress bar, through jgo's own resolver.

No Maven needs to be installed; ``LEVELFIELD_MAVEN_REPOSITORY`` names a mirror where Maven Central cannot be
reached. A jar whose checksum differs from the lock never reaches the cache.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from levelfield.local.errors import COMPOSE, PartUnavailable
from levelfield.local.jars import KAFKA_VERSION, Jar, sha256_of

_DOWNLOADS_AT_ONCE = 6
_TRIES = 3
_TIMEOUT_SECONDS = 30


class _Abandoned(Exception):
    """Another download failed, or the user gave up: go no further with this one."""


def fetch(jars: list[Jar], cache: Path) -> None:
    """Put every one of ``jars`` into ``cache``, or raise with the reason."""
    cache.mkdir(parents=True, exist_ok=True)
    size = sum(jar.size for jar in jars)
    console = Console(stderr=True)
    console.print(
        f"Fetching Apache Kafka {KAFKA_VERSION}: {len(jars)} files, {size / 1e6:.1f} MB, once per user."
    )
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with (
        tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as folder,
        Progress(*columns, console=console, transient=True) as bar,
        ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool,
    ):
        task = bar.add_task("Apache Kafka", total=size)
        abandoned = threading.Event()

        def advance(count: int) -> None:
            if abandoned.is_set():
                raise _Abandoned
            bar.advance(task, count)

        downloads = [pool.submit(_fetch_one, jar, Path(folder), cache, advance) for jar in jars]
        try:
            for download in downloads:
                download.result()
        except BaseException:
            abandoned.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch_one(jar: Jar, folder: Path, cache: Path, advance: Callable[[int], None]) -> None:
    file = _download(jar, folder, advance)
    if (found := sha256_of(file)) != jar.sha256:
        raise PartUnavailable(
            f"{jar.coordinate} came with the checksum {found}, but {jar.sha256} is expected: it was not used."
        )
    destination = cache / jar.path
    destination.parent.mkdir(parents=True, exist_ok=True)
    file.replace(destination)


def _download(jar: Jar, folder: Path, advance: Callable[[int], None]) -> Path:
    try:
        from jgo.constants import MAVEN_CENTRAL_URL
        from jgo.maven import MavenContext, PythonResolver
    except ImportError as missing:
        raise PartUnavailable(
            f"The package jgo, which fetches Kafka, is not installed here; {COMPOSE}."
        ) from missing

    @contextmanager
    def report(_filename: str, _size: int) -> Generator[Callable[[int], None]]:
        yield advance

    problem: Exception | None = None
    for attempt in range(_TRIES):
        # A repository of its own for each try: jgo writes to the final name at once and refuses to overwrite.
        maven = MavenContext(
            resolver=PythonResolver(progress_callback=report),
            repo_cache=folder / f"try-{attempt}",
            remote_repos={"maven": os.environ.get("LEVELFIELD_MAVEN_REPOSITORY", MAVEN_CENTRAL_URL)},
            timeout=_TIMEOUT_SECONDS,
        )
        try:
            return maven.create_dependency(jar.coordinate).artifact.resolve()
        except (requests.RequestException, OSError, RuntimeError) as error:
            problem = error
    raise PartUnavailable(
        f"{jar.coordinate} could not be fetched from Maven Central ({type(problem).__name__}); "
        f"check the network, or name a mirror in LEVELFIELD_MAVEN_REPOSITORY, or {COMPOSE}."
    ) from problem
