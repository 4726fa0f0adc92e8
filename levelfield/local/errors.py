"""What can go wrong with a local part, each as one sentence for the person who typed the command."""

from __future__ import annotations

COMPOSE = (
    "run apache/kafka:4.1.1 and mongo:8.0 (as a replica set) with Docker Compose instead, "
    "and set KAFKA_BOOTSTRAP_SERVERS and MONGODB_URI"
)


class PartUnavailable(Exception):
    """This machine cannot run the part at all. The message names the way out."""


class PartFailed(Exception):
    """The part was started and did not become ready, or could not be stopped."""

    def __init__(self, sentence: str, last_lines: list[str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.last_lines = last_lines or []

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"  | {line}" for line in self.last_lines)])
