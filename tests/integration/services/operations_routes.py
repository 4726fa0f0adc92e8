"""The routes of operators, which every service has."""

from __future__ import annotations

from typing import Any

from tests.integration.services.route import SERVICES, Route, always

_QUARANTINE = "/v1/operations/quarantine"
_OF_ONE = {"held_id": "bm90aGluZw"}


def _routes(service: str) -> tuple[Route, ...]:
    def route(method: str, path: str, **more: Any) -> Route:
        return Route(service, method, path, frozenset({"operator"}), **more)

    return (
        route("GET", "/v1/operations"),
        route("GET", _QUARANTINE, paged=True),
        route("POST", f"{_QUARANTINE}/retry", sends=always({"fingerprint": "0" * 12})),
        route("POST", f"{_QUARANTINE}/{{held_id}}/retry", given=_OF_ONE),
        route("POST", f"{_QUARANTINE}/{{held_id}}/discard", given=_OF_ONE),
    )


OPERATIONS = tuple(route for service in SERVICES for route in _routes(service))
"""They are of no tenant, and no role in one is worth anything there."""
