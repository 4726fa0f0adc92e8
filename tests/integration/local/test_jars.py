"""Kafka's jars: only what the lock names is ever run, wherever it came from."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from levelfield.local.errors import PartUnavailable
from levelfield.local.jars import Jar, kafka_classpath, locked_jars
from tests.support.offline import cut_off


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Requests are not news."""


@pytest.fixture
def jar() -> Jar:
    """The smallest one."""
    return min(locked_jars(), key=lambda jar: jar.size)


@pytest.fixture
def original(jar: Jar) -> bytes:
    return kafka_classpath([jar])[0].read_bytes()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """A Maven repository on this machine, in place of Maven Central."""
    folder = tmp_path / "repository"
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    monkeypatch.setenv("LEVELFIELD_MAVEN_REPOSITORY", f"http://127.0.0.1:{server.server_port}")
    with server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield folder
        server.shutdown()


@pytest.fixture
def cache(tmp_path: Path, original: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache with nothing in it; the original was read from the real one before."""
    assert original
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _offer(repository: Path, jar: Jar, content: bytes) -> None:
    file = repository / jar.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def test_a_damaged_jar_is_fetched_again(cache: Path, repository: Path, jar: Jar, original: bytes) -> None:
    _offer(repository, jar, original)
    file = kafka_classpath([jar])[0]
    assert file.is_relative_to(cache)
    file.write_bytes(original[:-1])

    kafka_classpath([jar])

    assert file.read_bytes() == original


@pytest.mark.usefixtures("cache")
def test_a_jar_with_another_checksum_is_never_used(repository: Path, jar: Jar, original: bytes) -> None:
    _offer(repository, jar, original + b"something else")

    with pytest.raises(PartUnavailable, match="it was not used"):
        kafka_classpath([jar])

    assert not list((repository.parent / "cache").rglob("*.jar"))


def test_when_all_jars_are_there_no_network_is_needed(
    cache: Path, repository: Path, jar: Jar, original: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _offer(repository, jar, original)
    kafka_classpath([jar])
    shutil.rmtree(repository)
    cut_off(monkeypatch)

    assert kafka_classpath([jar])[0].is_relative_to(cache)


@pytest.mark.usefixtures("cache")
def test_a_jar_that_cannot_be_had_is_one_clear_sentence_that_names_compose(
    jar: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(monkeypatch)

    with pytest.raises(PartUnavailable, match=f"{jar.coordinate} could not be fetched.*Docker Compose"):
        kafka_classpath([jar])
