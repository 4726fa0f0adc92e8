"""The routes of registration that are about collaboratives, meetings and projects."""

from __future__ import annotations

from typing import Any

from tests.integration.services.problems import NOBODY
from tests.integration.services.route import LEADS, READERS, TENANT_ROLES, Route, always
from tests.support.collaboratives import collaborative

_LEAD = frozenset({"lead"})
_SEEN = READERS | {"member"}
_PLAN = {
    "kind": "collaborative",
    "starts_at": "2018-01-15T10:00:00Z",
    "ends_at": "2018-01-15T15:30:00Z",
}
_ACCOUNT = {"kind": "collaborative", "held_on": "2018-01-15", "counts": {"attended": {"carer": 1}}}
_PROJECT: dict[str, Any] = {"title": "Shorter waits", "aim": "Nine weeks", "team": []}
_TOLD = {"name": "n", "specialty": "s", "region": "r"}


def _of_tenant(method: str, path: str, roles: frozenset[str], body: Any = None, **more: Any) -> Route:
    sends = None if body is None else always(body)
    return Route("registration", method, f"/v1/{{tenant}}{path}", roles, sends=sends, **more)


def _meeting(method: str, path: str, roles: frozenset[str], body: Any = None, **more: Any) -> Route:
    given = {"meeting_id": NOBODY}
    return _of_tenant(method, f"/meetings/{{meeting_id}}{path}", roles, body, given=given, **more)


def _project(method: str, path: str, roles: frozenset[str], body: Any = None, **more: Any) -> Route:
    given = {"project_id": NOBODY, "number": "1"}
    return _of_tenant(method, f"/projects/{{project_id}}{path}", roles, body, given=given, **more)


SIGNED_IN = (
    Route("registration", "GET", "/v1/collaboratives", frozenset(TENANT_ROLES), paged=True),
    Route("registration", "POST", "/v1/collaboratives", _LEAD, sends=lambda _: collaborative("route-ni")),
)
"""Those that are of no one tenant: what a token holds decides what they show and allow."""

OF_COLLABORATIVES = (
    Route("registration", "GET", "/v1/public/collaboratives", frozenset(), paged=True),
    _of_tenant("GET", "/public/collaborative", frozenset()),
)
"""No token is needed for these."""

COLLABORATIVES = (
    _of_tenant("GET", "/collaborative", frozenset(TENANT_ROLES)),
    _of_tenant("PUT", "/collaborative", _LEAD, _TOLD, if_match=True),
    _of_tenant("POST", "/collaborative/archive", _LEAD),
)
MEETINGS = (
    _of_tenant("GET", "/meetings", _SEEN, paged=True),
    _of_tenant("POST", "/meetings", LEADS, _PLAN),
    _of_tenant("POST", "/meetings/held", LEADS, _ACCOUNT),
    _meeting("GET", "", _SEEN),
    _meeting("PUT", "", LEADS, _PLAN, if_match=True),
    _meeting("POST", "/invited", LEADS, {"participants": [NOBODY]}),
    _meeting("POST", "/cancel", LEADS),
    _meeting("POST", "/held", LEADS, {"supports": ["expenses"]}),
    _meeting("PUT", "/held", LEADS, _ACCOUNT, if_match=True),
    _meeting("GET", "/attendance", LEADS),
    _meeting("PUT", "/attendance", LEADS, {"entries": []}, if_match=True),
    _meeting("GET", "/attendance/{participant_id}", LEADS, of_one=True, own=True),
    _meeting("PUT", "/attendance/{participant_id}", LEADS, {"status": "accepted"}, of_one=True, own=True),
)
PROJECTS = (
    _of_tenant("GET", "/projects", _SEEN, paged=True),
    _of_tenant("POST", "/projects", LEADS, _PROJECT | {"organisation": "BHSCT"}),
    _project("GET", "", _SEEN),
    _project("PUT", "", LEADS, _PROJECT, if_match=True),
    _project("PUT", "/stage", LEADS, {"stage": 2.5}),
    _project("PUT", "/cycles/{number}", LEADS, {"started_on": "2018-02-12"}, if_match=True),
    _project("POST", "/close", LEADS, {"outcome": "completed"}),
)
MEASURES = (
    _of_tenant("GET", "/representation", READERS),
    _of_tenant("GET", "/barriers", READERS),
)
TOGETHER = (*COLLABORATIVES, *MEETINGS, *PROJECTS, *MEASURES)
