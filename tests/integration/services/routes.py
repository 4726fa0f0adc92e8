"""Every route of both services, with what it takes to call it rightly.

The tables of the tests are made from this one. ``test_every_route_is_in_the_table`` holds it against the
OpenAPI documents, so a route that is added fails there until it is here, and then goes through every test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.services import Installation, person


@dataclass(frozen=True, slots=True)
class Route:
    """One operation.

    ``of_one`` tells that its path names one person's record, ``own`` that a member reaches their own there.
    """

    service: str
    method: str
    path: str
    roles: frozenset[str]
    of_one: bool = False
    own: bool = False
    takes_body: bool = False
    listed: bool = False

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def url(self, site: Installation, tenant: str, record: str = "") -> str:
        """Where it is, in this collaborative, for this record."""
        base = site.processes[("registration", "training").index(self.service)].url
        return base + self.path.format(tenant=tenant, participant_id=record, person_id=record)

    def body(self, label: str) -> dict[str, Any] | None:
        """What it wants to be sent, if anything."""
        return person(label) if self.takes_body else None


_LEADS = frozenset({"lead", "facilitator"})
_READERS = _LEADS | {"evaluator"}

ROUTES = (
    Route("registration", "POST", "/v1/{tenant}/participants", _LEADS, takes_body=True),
    Route("registration", "GET", "/v1/{tenant}/participants/{participant_id}", _LEADS, of_one=True, own=True),
    Route(
        "registration",
        "DELETE",
        "/v1/{tenant}/participants/{participant_id}",
        frozenset({"lead"}),
        of_one=True,
        own=True,
    ),
    Route("training", "GET", "/v1/{tenant}/people", _READERS, listed=True),
    Route("training", "GET", "/v1/{tenant}/people/{person_id}", _READERS, of_one=True, own=True),
)
TENANT_ROLES = ("lead", "facilitator", "member", "evaluator", "partner")
PLATFORM_ROLES = ("operator", "national")
