"""The routes of messages to people: what became of them, what they say, and the weekly digest."""

from __future__ import annotations

from typing import Any

from tests.integration.services.route import Route, always

_LEAD = frozenset({"lead"})
_T = "/v1/{tenant}"
_DELIVERY = f"{_T}/deliveries/{{delivery_id}}"
_TEMPLATE = f"{_T}/templates/{{message}}"
_OF_DELIVERY = {"delivery_id": "0" * 31 + "2"}
_OF_TEMPLATE = {"message": "welcome"}
_SAID = {"subject": "Welcome", "text": "Hello {{ name }}", "html": "<p>Hello {{ name }}</p>"}


def _route(method: str, path: str, **more: Any) -> Route:
    return Route("notifications", method, path, _LEAD, **more)


DELIVERY = (
    _route("GET", f"{_T}/deliveries", paged=True),
    _route("GET", _DELIVERY, given=_OF_DELIVERY),
    _route("POST", f"{_DELIVERY}/retry", given=_OF_DELIVERY),
    _route("GET", f"{_T}/templates"),
    _route("GET", _TEMPLATE, given=_OF_TEMPLATE),
    _route("PUT", _TEMPLATE, given=_OF_TEMPLATE, sends=always(_SAID), if_match=True),
    _route("DELETE", _TEMPLATE, given=_OF_TEMPLATE, if_match=True),
    _route("POST", f"{_TEMPLATE}/preview", given=_OF_TEMPLATE, sends=always(_SAID)),
    _route("GET", f"{_T}/digest"),
    _route("PUT", f"{_T}/digest", sends=always({"recipients": [], "weekday": 1}), if_match=True),
)
