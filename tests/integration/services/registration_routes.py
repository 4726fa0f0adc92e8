"""The routes of registration."""

from __future__ import annotations

from typing import Any

from tests.integration.services.collaborative_routes import TOGETHER
from tests.integration.services.problems import NOBODY
from tests.integration.services.route import LEADS, Route, always
from tests.support.services import person

_PEOPLE = "/v1/{tenant}/participants"
_ONE = "/v1/{tenant}/participants/{participant_id}"


def _details(label: str) -> dict[str, Any]:
    return {name: value for name, value in person(label).items() if name != "role"}


def _search(label: str) -> dict[str, Any]:
    return {"email": person(label)["email"]}


def _change(method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> Route:
    """A change of one person that they can make themselves as well."""
    how: dict[str, Any] = {"own": True, "sends": None if body is None else always(body)}
    return Route("registration", method, f"{_ONE}{path}", LEADS, of_one=True, **how | more)


PARTICIPANTS = (
    Route("registration", "POST", _PEOPLE, LEADS, sends=person),
    Route("registration", "GET", _PEOPLE, LEADS, listed=True),
    Route("registration", "POST", f"{_PEOPLE}/invitations", LEADS, sends=person),
    Route("registration", "POST", f"{_PEOPLE}/search", LEADS, sends=_search),
    Route("registration", "POST", f"{_PEOPLE}/lookup", LEADS, sends=always({"participants": [NOBODY]})),
    Route("registration", "GET", _ONE, LEADS, of_one=True, own=True),
    Route("registration", "DELETE", _ONE, frozenset({"lead"}), of_one=True, own=True),
    _change("PUT", "/part", {"role": "service_user"}, own=False, if_match=True),
    _change("PUT", "/details", sends=_details, if_match=True),
    _change("PUT", "/consents/{purpose}", {"given": True}, given={"purpose": "evaluation"}),
    _change("PUT", "/q-journey", {"journey": "nominated"}, own=False),
    _change("POST", "/acceptance"),
    _change("POST", "/departure", {"reason": "moved"}),
    _change("POST", "/return"),
    Route("registration", "GET", f"{_ONE}/mentoring", frozenset(), own=True, paged=True),
    Route("registration", "GET", f"{_ONE}/everything", frozenset({"lead"}), of_one=True, own=True),
)

_LEAD_ALONE = frozenset({"lead"})
_IMPORTS = "/v1/{tenant}/imports"
_ONE_IMPORT = f"{_IMPORTS}/{{import_id}}"
_NO_IMPORT = {"import_id": "00000000-0000-7000-8000-000000000000"}

IMPORTS = (
    Route("registration", "POST", _IMPORTS, _LEAD_ALONE),
    Route("registration", "POST", f"{_IMPORTS}/preview", _LEAD_ALONE),
    Route("registration", "GET", _IMPORTS, _LEAD_ALONE, paged=True),
    Route("registration", "GET", _ONE_IMPORT, _LEAD_ALONE, given=_NO_IMPORT, paged=True),
    Route("registration", "GET", f"{_ONE_IMPORT}/rejected.csv", _LEAD_ALONE, given=_NO_IMPORT),
)

REGISTRATION = (*PARTICIPANTS, *TOGETHER, *IMPORTS)
