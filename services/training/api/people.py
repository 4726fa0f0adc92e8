"""The directory of people over HTTP."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from services.training.api.paths import PersonId
from services.training.api.wiring import Wiring
from services.training.queries.read_people import list_people, read_person
from shared.contracts.registration import QiExperience, QJourney, Role
from shared.web.access import TenantId, allow
from shared.web.paging import Page, PageQuery, encode_cursor


class Person(BaseModel):
    """Somebody who takes part, without anything private."""

    id: str
    role: Role
    organisation: str | None
    cohort: str | None
    joined_on: date
    qi_experience: QiExperience
    q_journey: QJourney
    active: bool
    """False once they have left."""

    left_on: date | None


def people_router(wiring: Wiring) -> APIRouter:
    """The routes of the directory."""
    router = APIRouter(prefix="/v1/{tenant}/people", tags=["people"])

    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator")])
    async def list_all(
        tenant: TenantId, page: PageQuery, role: Role | None = None, active: bool | None = None
    ) -> Page[Person]:
        """Lists people, a page at a time."""
        after = page.after_as(str)
        last = str(after[0]) if after else ""
        found, following = await list_people(wiring.people(tenant), role, active, page.limit, last)
        return Page(
            items=[Person.model_validate(one) for one in found],
            next=encode_cursor(following) if following else None,
        )

    @router.get(
        "/{person_id}",
        dependencies=[allow("lead", "facilitator", "evaluator", "member", own_record="person_id")],
    )
    async def read(tenant: TenantId, person_id: PersonId) -> Person:
        """Shows one person."""
        return Person.model_validate(await read_person(person_id, wiring.people(tenant)))

    return router
