"""The routes of celebrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.integration.services.route import LEADS, Route

_T = "/v1/{tenant}"
_ID = {"celebration_id": "00000000-0000-5000-8000-000000000002"}
_ONE = f"{_T}/celebrations/{{celebration_id}}"
_SHOWN = f"{_T}/public/celebrations"
_LEAD = frozenset({"lead"})
_NOBODY = frozenset[str]()
_RULE = {"on": True, "needs_approval": True}
_RULES = {
    "module_released": _RULE,
    "module_completed": _RULE,
    "milestone_reached": _RULE,
    "report_published": _RULE,
    "smallest_cohort": 5,
}
_SAID: dict[str, Any] = {"title": "Three in ten", "text": "30 % have lived experience.", "named": []}


def _always(body: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    def send(_: str) -> dict[str, Any]:
        return body

    return send


def _route(method: str, path: str, roles: frozenset[str], **more: Any) -> Route:
    return Route("notifications", method, path, roles, **more)


CELEBRATIONS = (
    _route("GET", f"{_T}/celebration-rules", LEADS),
    _route("PUT", f"{_T}/celebration-rules", _LEAD, sends=_always(_RULES), if_match=True),
    _route("GET", f"{_T}/celebrations", LEADS, paged=True),
    _route("GET", _ONE, LEADS, given=_ID),
    _route("PUT", _ONE, _LEAD, given=_ID, sends=_always(_SAID), if_match=True),
    _route("GET", f"{_ONE}/card.svg", LEADS, given=_ID),
    _route("GET", f"{_ONE}/card.png", LEADS, given=_ID),
    _route("POST", f"{_ONE}/approval", _LEAD, given=_ID, if_match=True),
    _route("POST", f"{_ONE}/decline", _LEAD, given=_ID),
    _route("POST", f"{_ONE}/retraction", _LEAD, given=_ID),
)

CELEBRATED = (
    _route("GET", "/v1/public/celebrations.atom", _NOBODY),
    _route("GET", "/v1/public/celebrations.json", _NOBODY),
    _route("GET", f"{_SHOWN}.atom", _NOBODY),
    _route("GET", f"{_SHOWN}.json", _NOBODY),
    _route("GET", f"{_SHOWN}/{{celebration_id}}", _NOBODY, given=_ID),
    _route("GET", f"{_SHOWN}/{{celebration_id}}.svg", _NOBODY, given=_ID),
    _route("GET", f"{_SHOWN}/{{celebration_id}}.png", _NOBODY, given=_ID),
)
"""No token is needed for these."""
