"""The halt: a bad release must not quarantine the world.

Invariant: once ``limit`` different aggregates have failed alike within the window, the next that fails so
is not quarantined; the consumer stops, says why, and leaves its offsets where they are. What was already
quarantined counts from the start, so a restart of the same bad release stops at its first failure.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

ALIKE_LIMIT = 50
WINDOW = timedelta(hours=1)


class Halt(Exception):
    """Too many aggregates failed alike.

    Args:
        fingerprint: of the failure they share.
    """

    def __init__(self, fingerprint: str, count: int) -> None:
        super().__init__(f"{count} aggregates failed alike ({fingerprint}); nothing more is applied")
        self.fingerprint = fingerprint
        self.count = count


def fingerprint_of(error: BaseException) -> str:
    """Twelve hex digits that are the same for failures of the same kind at the same place."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return hashlib.sha256(f"{type(error).__qualname__} {place}".encode()).hexdigest()[:12]


class AlikeFailures:
    """Counts, by fingerprint, the aggregates that failed within the window."""

    def __init__(self, clock: Callable[[], datetime], limit: int = ALIKE_LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._failed: dict[str, dict[str, datetime]] = {}

    def seed(self, known: Iterable[tuple[str, str, datetime]]) -> None:
        """Counts what is in quarantine already: fingerprint, aggregate, and when it failed."""
        for fingerprint, aggregate, at in known:
            self._failed.setdefault(fingerprint, {})[aggregate] = at

    def check(self, fresh: Iterable[tuple[str, str]]) -> None:
        """Counts failures (fingerprint and aggregate) that are about to be quarantined.

        Raises:
            Halt: that would be too many alike. None of them is counted then.
        """
        now = self._clock()
        by_fingerprint: dict[str, set[str]] = {}
        for fingerprint, aggregate in fresh:
            by_fingerprint.setdefault(fingerprint, set()).add(aggregate)
        for fingerprint, aggregates in by_fingerprint.items():
            known = self._recent(fingerprint, now)
            count = len(known.keys() | aggregates)
            if count > self._limit and aggregates - known.keys():
                raise Halt(fingerprint, count)
        for fingerprint, aggregates in by_fingerprint.items():
            self._failed.setdefault(fingerprint, {}).update(dict.fromkeys(aggregates, now))

    def _recent(self, fingerprint: str, now: datetime) -> dict[str, datetime]:
        recent = {
            aggregate: at for aggregate, at in self._failed.get(fingerprint, {}).items() if now - at < WINDOW
        }
        self._failed[fingerprint] = recent
        return recent
