"""The routes of training by which people help each other, and those that show what came of it."""

from __future__ import annotations

from typing import Any

from tests.integration.services.route import LEADS, READERS, TENANT_ROLES, Route, always

_T = "/v1/{tenant}"
_MENTOR = f"{_T}/mentors/{{mentor_id}}"
_MENTORSHIP = f"{_MENTOR}/mentorships/{{mentorship_id}}"
_OFFER = f"{_T}/offers/{{offer_id}}"
_NOWHERE = "00000000-0000-7000-8000-000000000001"
_MEMBERS = LEADS | {"member"}
_ALL = READERS | {"member"}


_TERMS = {"topics": ["measurement"], "capacity": 2}
_JUDGED = {"coproduction": "consulting", "qi_capability": 3, "assessed_by": [_NOWHERE]}
_OF_MENTOR = {"mentorship_id": _NOWHERE}
_OF_OFFER = {"offer_id": _NOWHERE}
_OF_ORGANISATION = {"organisation": "BHSCT"}
_OF_COLLEGE = {"college": "BRC"}


def _route(method: str, path: str, roles: frozenset[str], **more: Any) -> Route:
    body = more.pop("body", None)
    return Route("training", method, path, roles, sends=None if body is None else always(body), **more)


MENTORING = (
    _route("POST", f"{_T}/mentors", _MEMBERS, body=_TERMS),
    _route("GET", f"{_T}/mentors", _ALL, paged=True),
    _route("GET", f"{_T}/mentors/suggestions", _MEMBERS),
    _route("GET", _MENTOR, READERS, of_one=True, own=True),
    _route("PUT", f"{_MENTOR}/terms", LEADS, of_one=True, own=True, body=_TERMS, if_match=True),
    _route("POST", f"{_MENTOR}/mentorships", LEADS, of_one=True, own=True, body={"learner_id": _NOWHERE}),
    _route(
        "POST",
        f"{_MENTORSHIP}/sessions",
        LEADS,
        of_one=True,
        own=True,
        given=_OF_MENTOR,
        body={"held_on": "2018-03-05", "minutes": 45},
    ),
    _route(
        "POST",
        f"{_MENTORSHIP}/end",
        LEADS,
        of_one=True,
        own=True,
        given=_OF_MENTOR,
        body={"reason": "completed"},
    ),
    _route("GET", f"{_T}/people/{{person_id}}/mentorships", READERS, own=True, paged=True),
)

OFFERS = (
    _route("POST", f"{_T}/offers", _MEMBERS, body={"offer": "deliver"}),
    _route("GET", f"{_T}/offers", _MEMBERS, paged=True),
    # A member is let in to the offers they made, of which there are none in the tests of all routes.
    _route("GET", _OFFER, LEADS, given=_OF_OFFER),
    _route("POST", f"{_OFFER}/accept", LEADS, given=_OF_OFFER, body={}),
    _route("POST", f"{_OFFER}/decline", LEADS, given=_OF_OFFER, body={"message": "Thank you."}),
    _route("POST", f"{_OFFER}/done", LEADS, given=_OF_OFFER),
)

READINESS = (
    _route("GET", f"{_T}/readiness", _ALL, paged=True),
    _route("GET", f"{_T}/readiness/{{organisation}}", _ALL, given=_OF_ORGANISATION),
    _route(
        "POST", f"{_T}/readiness/{{organisation}}/assessments", LEADS, given=_OF_ORGANISATION, body=_JUDGED
    ),
)

SHOWN = (
    _route("GET", f"{_T}/balance", _ALL),
    _route("GET", f"{_T}/programme/{{college}}", frozenset(TENANT_ROLES), given=_OF_COLLEGE, paged=True),
    _route("GET", f"{_T}/programme/{{college}}.ics", frozenset(TENANT_ROLES), given=_OF_COLLEGE),
)

HELP = (*MENTORING, *OFFERS, *READINESS, *SHOWN)
