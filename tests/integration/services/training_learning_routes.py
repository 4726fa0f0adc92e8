"""The routes of training by which learning is made and given."""

from __future__ import annotations

from typing import Any

from tests.integration.services.route import LEADS, READERS, Route, always

_T = "/v1/{tenant}"
_MODULE = f"{_T}/modules/{{module_id}}"
_VERSION = f"{_MODULE}/versions/{{number}}"
_SESSION = f"{_T}/sessions/{{session_id}}"
_ENROLMENT = f"{_SESSION}/enrolments/{{participant_id}}"
_NOWHERE = "00000000-0000-7000-8000-000000000001"
_ALL = READERS | {"member"}

_CONTENT = {"title": "Improvement science", "parts": [{"title": "Aims", "minutes": 90}]}
_PLAN = {
    "starts_at": "2030-03-12T10:00:00Z",
    "ends_at": "2030-03-12T12:00:00Z",
    "place": "Room 2",
    "capacity": 12,
}
_THERE = {"participant_id": _NOWHERE, "attendance": "attended"}
_TAUGHT = {"module_id": _NOWHERE, "module_version": 1, "part": 1, "college": "BRC"}
_GIVEN = {"module_id": _NOWHERE, "session_id": _NOWHERE, "number": "1", "contribution": "design"}


def _module(label: str) -> dict[str, Any]:
    code = "".join(letter for letter in label if letter.isalnum())[:30]
    return {"code": code, "track": "joint", "audience": "everyone", **_CONTENT}


def _route(method: str, path: str, roles: frozenset[str] = LEADS, **more: Any) -> Route:
    body = more.pop("body", None)
    how: dict[str, Any] = {"sends": None if body is None else always(body), "given": _GIVEN}
    return Route("training", method, path, roles, **how | more)


MODULES = (
    _route("POST", f"{_T}/modules", sends=_module),
    _route("GET", f"{_T}/modules", _ALL, paged=True),
    _route("GET", _MODULE, _ALL),
    _route("POST", f"{_MODULE}/retirement"),
    _route("POST", f"{_MODULE}/versions"),
    _route("PUT", _VERSION, body=_CONTENT, if_match=True),
    _route("PUT", f"{_VERSION}/contributors/{{participant_id}}/{{contribution}}"),
    _route("POST", f"{_VERSION}/review"),
    _route("PUT", f"{_VERSION}/sign-offs/{{participant_id}}", own=True),
    _route("POST", f"{_VERSION}/release"),
)
SESSIONS = (
    _route("POST", f"{_T}/sessions", body=_PLAN | _TAUGHT),
    _route("GET", f"{_T}/sessions", _ALL, paged=True),
    _route("GET", _SESSION, _ALL),
    _route("PUT", _SESSION, body=_PLAN, if_match=True),
    _route("POST", f"{_SESSION}/cancellation"),
    _route("POST", f"{_SESSION}/release-of-held-places"),
    _route("POST", f"{_SESSION}/closure"),
    _route("PUT", _ENROLMENT, own=True),
    _route("DELETE", _ENROLMENT, own=True),
    _route("POST", f"{_ENROLMENT}/promotion", body={"reason": "Needs it in May."}),
    _route("PUT", f"{_SESSION}/attendance", body={"presences": [_THERE]}),
    _route("PUT", f"{_SESSION}/attendance/{{participant_id}}", body={"attendance": "attended"}),
    _route("GET", f"{_T}/learners/{{participant_id}}", own=True),
)

LEARNING = (*MODULES, *SESSIONS)
