"""The routes of partnerships."""

from __future__ import annotations

from tests.integration.services.route import Route

_T = "/v1/{tenant}/partners"
_ONE = f"{_T}/{{organisation}}"
_LEAD = frozenset({"lead"})
_OF_ONE = {"organisation": "BHSCT"}

PARTNERS = (
    Route("notifications", "GET", _T, _LEAD, paged=True),
    Route("notifications", "GET", _ONE, _LEAD | {"partner"}, given=_OF_ONE),
    Route("notifications", "PUT", _ONE, _LEAD, given=_OF_ONE),
    Route("notifications", "DELETE", _ONE, _LEAD, given=_OF_ONE),
)
