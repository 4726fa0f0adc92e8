"""Several people are chosen for a form: by their e-mail addresses, or from the list, which is paged.

Those who have no address are as easily found. Nothing is kept between the steps but what the form carries:
each of the buttons ``FIND`` and ``NEXT`` sends it all, and the page comes back with what was typed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from services.portal.clients.registration import MOST_AT_ONCE, PersonLine
from services.portal.clients.service import Caller
from services.portal.pages.lead.whom import FIELD, whom
from services.portal.web.problems import FieldProblem
from services.portal.web.words import ROLES
from services.portal.wiring import Wiring
from shared.web.forms import Form

PEOPLE, STEP, FIND, NEXT = "people", "step", "find", "next"
_ON_A_PAGE = 50


@dataclass(frozen=True)
class Several:
    """Who is chosen, and who else could be, each with their name and role."""

    chosen: Mapping[str, str]
    others: Mapping[str, str]
    following: str
    open: bool
    """Whether somebody is looking at the list."""


def stepping(form: Form) -> bool:
    """Whether the form was sent to go on choosing, and not to be done with."""
    return form.text(STEP) in (FIND, NEXT)


async def found_in(
    wiring: Wiring, caller: Caller, tenant: str, form: Form
) -> tuple[Form, list[FieldProblem]]:
    """The form with whoever was looked for by their address, by one question; and what was wrong with it."""
    if form.text(STEP) != FIND:
        return form, []
    found = await whom(wiring, caller, tenant, Form({FIELD: [form.text(FIELD)]}))
    if isinstance(found, FieldProblem):
        return form, [found]
    people = list(dict.fromkeys([*form.all(PEOPLE), found.id]))
    return Form({**form.fields, PEOPLE: people, FIELD: [""]}), []


async def several(wiring: Wiring, caller: Caller, tenant: str, form: Form) -> Several:
    """What the form has to show, by two questions."""
    looking = form.text(STEP) == NEXT
    at = form.text("following") if looking else ""
    chosen = form.all(PEOPLE)[:MOST_AT_ONCE]
    known, page = await asyncio.gather(
        wiring.registration.look_up(caller, tenant, chosen),
        wiring.registration.people(caller, tenant, state="joined", limit=_ON_A_PAGE, cursor=at or None),
    )
    return Several(
        chosen={record: _called(known[record]) for record in chosen if record in known},
        others={one.id: _called(one) for one in page.items if one.id not in chosen},
        following=page.next or "",
        open=looking,
    )


def _called(one: PersonLine) -> str:
    return f"{one.name or 'Erased'}, {ROLES[one.role].lower()}"
