"""The routes of the feed and of subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.integration.services.route import Route

_PARTNERS = frozenset({"lead", "partner"})

_T = "/v1/{tenant}/subscriptions"
_ONE = f"{_T}/{{subscription_id}}"
_WHERE = "http://127.0.0.1:9/hook"
_OF_ONE = {"subscription_id": "00000000-0000-7000-8000-000000000002"}


def _new(_: str) -> dict[str, Any]:
    return {"url": _WHERE, "types": [], "organisation": "BHSCT"}


def _always(body: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    return lambda _: body


_PERIOD = {"from": "2018-03-01T00:00:00Z", "to": "2018-03-02T00:00:00Z"}

SUBSCRIPTION = (
    Route("notifications", "GET", "/v1/{tenant}/events", _PARTNERS),
    Route("notifications", "POST", _T, _PARTNERS, sends=_new),
    Route("notifications", "GET", _T, _PARTNERS, paged=True),
    Route("notifications", "GET", _ONE, _PARTNERS, given=_OF_ONE),
    Route(
        "notifications",
        "PUT",
        _ONE,
        _PARTNERS,
        given=_OF_ONE,
        sends=_always({"url": _WHERE, "types": []}),
        if_match=True,
    ),
    Route("notifications", "DELETE", _ONE, _PARTNERS, given=_OF_ONE),
    Route(
        "notifications",
        "POST",
        f"{_ONE}/secret",
        _PARTNERS,
        given=_OF_ONE,
        sends=_always({"overlap_hours": 24}),
    ),
    Route(
        "notifications",
        "PUT",
        f"{_ONE}/enablement",
        _PARTNERS,
        given=_OF_ONE,
        sends=_always({"enabled": True}),
    ),
    Route("notifications", "GET", f"{_ONE}/attempts", _PARTNERS, given=_OF_ONE, paged=True),
    Route("notifications", "POST", f"{_ONE}/replay", _PARTNERS, given=_OF_ONE, sends=_always(_PERIOD)),
    Route("notifications", "POST", f"{_ONE}/test", _PARTNERS, given=_OF_ONE),
)
