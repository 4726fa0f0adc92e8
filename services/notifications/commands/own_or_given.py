"""What every collaborative has from the beginning, and keeps only once it wants it otherwise.

Invariant: as it is given it has version 1, and each change raises that by one, so whoever changes it names
the version that they saw, whether it was there or not.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.contracts.aggregate import Aggregate
from shared.persistence.changing import change, changed_meanwhile
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store

GIVEN_VERSION = 1


def version_of(own: Aggregate | None) -> int:
    """Its version, whether it is a collaborative's own or as it is given."""
    return GIVEN_VERSION + (own.version if own else 0)


async def make_own[A: Aggregate](
    store: Store[A], given: A, decide: Callable[[A], None], expected: int
) -> Saved:
    """Changes what a collaborative has of its own, or makes it so from what is given.

    Args:
        given: as it is before anybody wants it otherwise; never saved before.
        expected: the version that the caller saw.

    Raises:
        Stale: somebody else changed it since.
    """
    if await store.find(given.id) is not None:
        saved = await change(store, given.id, decide, expected=expected - GIVEN_VERSION)
        return Saved(GIVEN_VERSION + saved.version, saved.event)
    if expected != GIVEN_VERSION:
        raise changed_meanwhile()
    decide(given)
    try:
        saved = await store.add(given)
    except AlreadyExists:
        raise changed_meanwhile() from None
    return Saved(GIVEN_VERSION + saved.version, saved.event)
