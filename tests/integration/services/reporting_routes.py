"""The routes of influence, lessons, the driver diagram and impact reports."""

from __future__ import annotations

from typing import Any

from tests.integration.services.route import LEADS, READERS, Route, always

_T = "/v1/{tenant}"
_NOTHING = "00000000-0000-7000-8000-000000000002"
_LEAD, _MEMBER = frozenset({"lead"}), frozenset({"member"})
_ALL = READERS | _MEMBER
_EVERY_ROLE = _ALL | {"partner"}


def _route(method: str, path: str, roles: frozenset[str], **more: Any) -> Route:
    body = more.pop("body", None)
    return Route(
        "evaluation", method, f"{_T}{path}", roles, sends=None if body is None else always(body), **more
    )


SAID = {"place": "meeting", "place_id": _NOTHING, "hoped": "Letters in plain words"}
_DECLINED = {"outcome": "declined", "reason": "It needs a law"}
TOLD = {"tried": "Evening meetings", "happened": "More came", "worked": True, "again": "Ask before"}
DRAWN = {"aim": "More lived experience in the room"}
PERIOD = {"title": "What changed", "period_from": "2018-01-01", "period_to": "2018-05-31"}
_OF_INFLUENCE = {"influence_id": _NOTHING}
_OF_LESSON = {"lesson_id": _NOTHING}
_OF_REPORT = {"report_id": _NOTHING}
_FIRST = {"number": "1"}

INFLUENCE = (
    _route("POST", "/influence", LEADS, body=SAID | {"role": "carer"}),
    _route("POST", "/influence/own", _MEMBER, body=SAID),
    _route("GET", "/influence", _ALL, paged=True),
    _route("GET", "/influence/{influence_id}", _ALL, given=_OF_INFLUENCE),
    _route(
        "PUT",
        "/influence/{influence_id}/resolution",
        LEADS,
        given=_OF_INFLUENCE,
        body=_DECLINED,
        if_match=True,
    ),
)

LESSONS = (
    _route("POST", "/lessons", LEADS, body=TOLD),
    _route("GET", "/lessons", _ALL, paged=True),
    _route("GET", "/lessons/{lesson_id}", _ALL, given=_OF_LESSON),
    _route("PUT", "/lessons/{lesson_id}", LEADS, given=_OF_LESSON, body=TOLD, if_match=True),
    _route(
        "PUT",
        "/lessons/{lesson_id}/opening",
        _LEAD,
        given=_OF_LESSON,
        body={"across_collaboratives": True},
    ),
)

DIAGRAM = (
    _route("POST", "/driver-diagram", LEADS, body=DRAWN),
    _route("PUT", "/driver-diagram", LEADS, body=DRAWN, if_match=True),
    _route("GET", "/driver-diagram", _ALL),
    _route("GET", "/driver-diagram/page.html", _ALL),
    _route("GET", "/driver-diagram/versions/{number}", _ALL, given=_FIRST),
    _route("GET", "/driver-diagram/versions/{number}.svg", _ALL, given=_FIRST),
)

REPORTS = (
    _route("POST", "/reports", LEADS, body=PERIOD),
    _route("GET", "/reports", _EVERY_ROLE, paged=True),
    _route("GET", "/reports/{report_id}", _EVERY_ROLE, given=_OF_REPORT),
    _route("GET", "/reports/{report_id}.html", _EVERY_ROLE, given=_OF_REPORT),
    _route("GET", "/reports/{report_id}.csv", _EVERY_ROLE, given=_OF_REPORT),
    _route("POST", "/reports/{report_id}/redraft", LEADS, given=_OF_REPORT),
    _route("POST", "/reports/{report_id}/sign-offs", _MEMBER, given=_OF_REPORT, if_match=True),
    _route("POST", "/reports/{report_id}/publication", _LEAD, given=_OF_REPORT),
    _route("POST", "/reports/{report_id}/withdrawal", _LEAD, given=_OF_REPORT),
)

REPORTING = (*INFLUENCE, *LESSONS, *DIAGRAM, *REPORTS)

OPEN_TO_EVERYBODY = (
    _route("GET", "/public/reports", frozenset(), paged=True),
    _route("GET", "/public/reports/{report_id}.html", frozenset(), given=_OF_REPORT),
    _route("GET", "/public/representation", frozenset()),
    _route("GET", "/public/representation.svg", frozenset()),
)
"""No token is needed for these."""
