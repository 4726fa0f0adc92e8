"""What people on a page are called.

Invariant: nobody is shown by an identifier. Who was erased is "Erased"; while registration is away everybody
is "Somebody", and the rest of the page is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Path, Query

from services.portal.clients.parts import Part, part
from services.portal.clients.registration import PersonLine
from services.portal.clients.service import Caller
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.whom import FIELD
from services.portal.web.problems import FieldProblem, ServiceAway, ServiceRefusal
from services.portal.wiring import Wiring
from shared.web.forms import Form

_ID = r"^[A-Za-z0-9-]{1,64}$"
_NOT_JOINED = "They have not joined yet. They have to accept their invitation first"
_UNKNOWN = 404

RecordId = Annotated[str, Path(pattern=_ID)]
"""Something in the address of a page."""

Chosen = Annotated[str, Query(alias="whom", pattern=r"^[A-Za-z0-9-]{0,64}$")]
"""Somebody from whose page one has come; empty if from another one."""


@dataclass(frozen=True)
class Names:
    """The names of some people.

    Args:
        away: registration does not answer, so there is no name.
    """

    known: Mapping[str, str] = field(default_factory=dict[str, str])
    away: ServiceAway | None = None

    def of(self, record: str | None) -> str:
        """What one of them is called."""
        return self.known.get(record or "", "Somebody")


async def names_of(wiring: Wiring, caller: Caller, tenant: str, records: Iterable[str | None]) -> Names:
    """The names of up to 200 people, by one question."""
    asked = list(dict.fromkeys(one for one in records if one))
    found: Part[dict[str, PersonLine]] = await part(wiring.registration.look_up(caller, tenant, asked))
    if found.value is None:
        return Names(away=found.away)
    return Names({record: line.name or "Erased" for record, line in found.value.items()})


async def chosen_in(wiring: Wiring, caller: Caller, tenant: str, form: Form) -> str:
    """The name of whoever the form is about already; empty if it is to ask for an address."""
    record = form.text("whom")
    return (await names_of(wiring, caller, tenant, [record])).known.get(record, "") if record else ""


def problems_with(
    refusal: ServiceRefusal, form: Form, codes: Mapping[str, str] | None = None
) -> list[FieldProblem]:
    """What was wrong, where most of it is about the person: at the address, or at the form without one.

    Somebody who is known and whom training does not know was invited and has not joined.

    Raises:
        ServiceRefusal: the same, where it is not about what was typed.
    """
    at = "" if form.text("whom") else FIELD
    if refusal.status == _UNKNOWN:
        return [FieldProblem(at, _NOT_JOINED)]
    about = {code: at if field == FIELD else field for code, field in (codes or {}).items()}
    return list(problems_of(refusal, codes={"not-taking-part": at, "has-left": at} | about))
