"""The lock of Kafka's jars."""

from __future__ import annotations

from pathlib import Path

import pytest

from levelfield.local.jars import KAFKA_VERSION, Jar, locked_jars, sha256_of, user_cache


def test_the_lock_names_the_broker_and_each_jar_once() -> None:
    jars = locked_jars()

    assert f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}" in {jar.coordinate for jar in jars}
    assert len({jar.path for jar in jars}) == len(jars)
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in jars)


def test_a_jar_is_intact_only_byte_for_byte(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.write_bytes(b"a jar")
    jar = Jar(sha256_of(content), 5, "org.example:thing:1.0")
    file = tmp_path / "org/example/thing/1.0/thing-1.0.jar"
    assert not jar.is_intact(tmp_path)

    file.parent.mkdir(parents=True)
    file.write_bytes(b"a jar")
    assert jar.is_intact(tmp_path)

    file.write_bytes(b"a jaR")
    assert not jar.is_intact(tmp_path)


def test_the_cache_is_where_the_user_wants_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert user_cache() == tmp_path / "levelfield"
