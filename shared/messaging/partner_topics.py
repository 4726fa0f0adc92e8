"""A partner's two topics: how they are called, and how they must be.

Invariants:
- The name of a topic tells whose it is, and whose messages are in it is told by that name alone.
- The organisation is spelt in small letters there: Kafka tells ``BHSCT`` from ``bhsct``, but not every disk
  on which it keeps its files does. Two organisations of one collaborative that differ in nothing else cannot
  be partners.
- Each topic has one partition, so that what a partner sends is taken in the order in which it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from shared.messaging.topics import TopicSpec

type Direction = Literal["in", "out"]

DAYS_IN, DAYS_OUT = 7, 28
_DAY_MS = 24 * 60 * 60 * 1000
_TENANT, _SPELLING = r"[a-z][a-z0-9-]{1,39}", r"[a-z0-9][a-z0-9_-]{0,39}"


class Partner(NamedTuple):
    """Whose topic it is: the collaborative, and the organisation as topics spell it."""

    tenant: str
    spelling: str

    def topic(self, direction: Direction) -> str:
        """The name of one of its topics, before the installation's prefix."""
        return f"partner.{self.tenant}.{self.spelling}.{direction}.v1"

    def specs(self) -> list[TopicSpec]:
        """Both topics, before the installation's prefix."""
        return [
            TopicSpec(self.topic("in"), 1, _kept(DAYS_IN)),
            TopicSpec(self.topic("out"), 1, _kept(DAYS_OUT)),
        ]


def spelling_of(organisation: str) -> str:
    """How topics spell the code of an organisation."""
    return organisation.lower()


def organisations_spelt(spelling: str, codes: Iterable[str]) -> list[str]:
    """Those codes that topics spell so."""
    return [code for code in codes if spelling_of(code) == spelling]


def in_topics(prefix: str) -> re.Pattern[str]:
    """What the names of all partners' in-topics look like.

    Args:
        prefix: the installation's, with the hyphen behind it; or empty.
    """
    return re.compile(rf"^{re.escape(prefix)}partner\.({_TENANT})\.({_SPELLING})\.in\.v1$")


def partner_of(topic: str, pattern: re.Pattern[str]) -> Partner:
    """Whose in-topic it is.

    Raises:
        ValueError: it is nobody's.
    """
    found = pattern.fullmatch(topic)
    if found is None:
        raise ValueError("not the in-topic of a partner")
    return Partner(found[1], found[2])


def _kept(days: int) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(days * _DAY_MS),
        # A segment that is written to is not removed: without this, little traffic would be kept for longer.
        "segment.ms": str(_DAY_MS),
        # However a partner packs its messages, Kafka unpacks them: what we cannot unpack would stop us.
        "compression.type": "uncompressed",
    }
