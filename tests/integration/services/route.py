"""One route of a service, with what it takes to call it rightly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.services import Installation

SERVICES = ("registration", "training", "evaluation", "notifications")
TENANT_ROLES = ("lead", "facilitator", "member", "evaluator", "partner")
PLATFORM_ROLES = ("operator", "national")

LEADS = frozenset({"lead", "facilitator"})
READERS = LEADS | {"evaluator"}


def always(body: Any) -> Callable[[str], Any]:
    """Sends the same, whatever the label."""
    return lambda _: body


@dataclass(frozen=True, slots=True)
class Route:
    """One operation.

    Args:
        roles: those it lets in, beside a member to what is their own.
        of_one: its path names one person's record, as ``participant_id``, ``person_id`` or ``mentor_id``.
        own: a member reaches their own record there.
        sends: makes a right body, from a label that makes it unlike others.
        given: the other parts of its path.
        if_match: it changes what the caller has seen, and wants to know which version that was.
        listed: it gives a page of people.
        paged: it gives a page of something else.
    """

    service: str
    method: str
    path: str
    roles: frozenset[str]
    of_one: bool = False
    own: bool = False
    sends: Callable[[str], Any] | None = None
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    if_match: bool = False
    listed: bool = False
    paged: bool = False

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def url(self, site: Installation, tenant: str, record: str = "") -> str:
        """Where it is, in this collaborative, for this record."""
        base = site.processes[SERVICES.index(self.service)].url
        names = {"participant_id": record, "person_id": record, "mentor_id": record} | dict(self.given)
        return base + self.path.format(tenant=tenant, **names)

    def body(self, label: str) -> Any:
        """What it wants to be sent, if anything."""
        return self.sends(label) if self.sends else None

    @property
    def headers(self) -> dict[str, str]:
        """What it wants in the headers beside the token."""
        return {"If-Match": '"1"'} if self.if_match else {}
