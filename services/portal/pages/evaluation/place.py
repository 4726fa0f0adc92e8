"""The two places at which what evaluation knows is read: with those who lead, and with evaluators.

Invariant: what can be changed is under the leads' place alone; both read by the same functions and templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.params import Depends

from shared.web.access import allow
from shared.web.identity import TenantRole


@dataclass(frozen=True)
class Place:
    """Where pages are, and for whom.

    Args:
        name: the first part of their addresses.
        writes: whether they may change anything there.
    """

    name: str
    roles: tuple[TenantRole, ...]
    writes: bool

    @property
    def prefix(self) -> str:
        """Of the routes."""
        return f"/{self.name}/{{tenant}}"

    @property
    def readers(self) -> list[Depends]:
        """Lets in those whose place it is."""
        return [allow(*self.roles)]

    def shown(self, tenant: str) -> dict[str, Any]:
        """What the templates have to know of it."""
        return {
            "tenant": tenant,
            "root": f"/{self.name}/{tenant}",
            "layout": f"{self.name}/base.html",
            "writes": self.writes,
        }


LEADS = Place("lead", ("lead", "facilitator"), writes=True)
EVALUATORS = Place("evaluator", ("evaluator",), writes=False)
PLACES = (LEADS, EVALUATORS)
BY_LEADS = LEADS.readers
BY_THE_LEAD = [allow("lead")]
