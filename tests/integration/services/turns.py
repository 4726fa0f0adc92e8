"""Which of many cases a route is asked: all of them of every route take minutes and tell nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.integration.services.route import Route
from tests.integration.services.routes import ALL_ROUTES

_AT_ONCE = 2


def in_turn[C](cases: Iterable[C], route: Route) -> Sequence[C]:
    """Two of the cases; those that follow for the next route, and so on round.

    A service has more routes than there are cases, so that each service is asked each of them.
    """
    every = list(cases)
    first = _AT_ONCE * ALL_ROUTES.index(route)
    return [every[(first + step) % len(every)] for step in range(min(_AT_ONCE, len(every)))]
