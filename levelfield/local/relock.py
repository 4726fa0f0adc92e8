"""Write ``kafka-jars.lock`` anew: ``python -m levelfield.local.relock``, after a change of ``KAFKA_VERSION``.

The only place where dependencies are resolved; a start never does.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from jgo.maven import Artifact, MavenContext

from levelfield.local.jars import KAFKA_VERSION, LOCK, sha256_of

_KAFKA = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"
# Kafka's own distribution carries this binding beside the broker. It is added after resolving: resolved
# together, its parent's list of versions would change those of the broker's own dependencies.
_LOG_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3"

_HEADER = f"""\
# The jars of {_KAFKA}: SHA-256, bytes, Maven coordinate.
# Written by `python -m levelfield.local.relock`; do not edit.
"""


def main() -> None:
    """Resolve, fetch, hash, write."""
    with tempfile.TemporaryDirectory() as folder:
        maven = MavenContext(repo_cache=Path(folder), timeout=30)
        broker, transitive = maven.resolver.resolve([maven.create_dependency(_KAFKA)])
        needed = [*broker, *(other for other in transitive if other.scope in ("compile", "runtime"))]
        artifacts = [one.artifact for one in needed] + [maven.create_dependency(_LOG_BINDING).artifact]
        LOCK.write_text(_HEADER + "".join(f"{_line(artifact)}\n" for artifact in artifacts))


def _line(artifact: Artifact) -> str:
    file = artifact.resolve()
    return (
        f"{sha256_of(file)} {file.stat().st_size} {artifact.groupId}:{artifact.artifactId}:{artifact.version}"
    )


if __name__ == "__main__":
    main()
