"""The directory of people over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from services.training.queries.read_people import People, list_people, read_person
from shared.contracts.registration import QiExperience, Role
from shared.web.access import TenantId, allow
from shared.web.paging import Page, PageQuery, encode_cursor

PersonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c5e-7c1a-7c44-9a44"])]


class Person(BaseModel):
    """Somebody who takes part, without anything private."""

    id: str
    role: Role
    organisation: str | None
    cohort: str | None
    joined_on: date
    qi_experience: QiExperience


def people_router(people_of: Callable[[str], People]) -> APIRouter:
    """The routes of the directory."""
    router = APIRouter(prefix="/v1/{tenant}/people", tags=["people"])

    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator")])
    async def list_all(tenant: TenantId, page: PageQuery, role: Role | None = None) -> Page[Person]:
        """Lists people, a page at a time."""
        after = page.after_as(str)
        last = str(after[0]) if after else ""
        found, following = await list_people(people_of(tenant), role, page.limit, last)
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
        return Person.model_validate(await read_person(person_id, people_of(tenant)))

    return router
