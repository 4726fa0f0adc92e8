"""Whom a form is about: somebody named by their e-mail address, or come from their own page.

A list of ten thousand people is nothing to choose from on a phone. So a form asks for the address, and the
page of a person leads to the form with ``?whom=`` and their record, for those who have no address.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.portal.clients.service import Caller
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.wiring import Wiring
from shared.web.forms import Form

FIELD = "email"


@dataclass(frozen=True)
class Whom:
    """Somebody who was found."""

    id: str
    name: str


async def whom(wiring: Wiring, caller: Caller, tenant: str, form: Form) -> Whom | FieldProblem:
    """Who is meant, by one question to registration.

    Returns:
        what is wrong, at the field ``email``, if nobody is meant or found.
    """
    if record := form.text("whom"):
        known = await wiring.registration.look_up(caller, tenant, [record])
        if record in known:
            return Whom(record, known[record].name or "Erased")
        return FieldProblem(FIELD, "They are not in this collaborative any more")
    if not (email := form.text(FIELD)):
        return FieldProblem(FIELD, "Enter the e-mail address of somebody who takes part")
    try:
        found = await wiring.registration.find(caller, tenant, email)
    except ServiceRefusal as refusal:
        if refusal.status != 422:
            raise
        return FieldProblem(FIELD, "Enter an e-mail address, like name@example.org")
    if not found.items:
        return FieldProblem(FIELD, "Nobody with this e-mail address takes part here")
    return Whom(found.items[0].id, found.items[0].name or "Erased")
