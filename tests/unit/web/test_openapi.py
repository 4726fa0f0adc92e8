from __future__ import annotations

import json
import re
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from shared.web.access import TenantId, allow, public
from shared.web.etag import ExpectedVersion
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery
from tests.unit.web.support import app_of, client_of


class Thing(BaseModel):
    name: str


async def document() -> dict[str, Any]:
    router = APIRouter()

    @router.post("/v1/{tenant}/things", dependencies=[allow("lead", "facilitator")], status_code=201)
    async def make(tenant: TenantId, thing: Thing, identifier: CreationId) -> Thing:
        return thing

    @router.put("/v1/{tenant}/things/{thing_id}", dependencies=[allow("lead")])
    async def change(tenant: TenantId, thing_id: str, thing: Thing, version: ExpectedVersion) -> Thing:
        return thing

    @router.get("/v1/open", dependencies=[public()])
    async def listed(page: PageQuery) -> Page[Thing]:
        return Page(items=[])

    async with client_of(app_of(router)) as client:
        found: dict[str, Any] = (await client.get("/openapi.json")).json()
    return found


async def test_errors_are_described_as_the_problems_they_are() -> None:
    found = await document()
    for operations in found["paths"].values():
        for operation in operations.values():
            assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
            assert "422" not in operation["responses"]
    response = found["components"]["responses"]["Problem"]
    assert list(response["content"]) == ["application/problem+json"]
    schemas = found["components"]["schemas"]
    assert {"Problem", "ProblemItem"} <= set(schemas)
    assert "HTTPValidationError" not in schemas


async def test_it_says_which_roles_a_route_needs_and_which_is_open() -> None:
    paths = (await document())["paths"]
    assert paths["/v1/{tenant}/things"]["post"]["security"] == [{"bearer": ["facilitator", "lead"]}]
    assert "security" not in paths["/v1/open"]["get"]


async def test_it_shows_the_headers_that_a_route_takes() -> None:
    paths = (await document())["paths"]

    def shown(path: str, method: str) -> set[str]:
        parameters = paths[path][method].get("parameters", [])
        return {each.get("name", each.get("$ref", "").rpartition("/")[2]) for each in parameters}

    assert shown("/v1/{tenant}/things", "post") == {"tenant", "Idempotency-Key", "LevelfieldAfter"}
    assert shown("/v1/{tenant}/things/{thing_id}", "put") == {
        "tenant",
        "thing_id",
        "If-Match",
        "LevelfieldAfter",
    }
    assert shown("/v1/open", "get") == {"limit", "cursor"}


async def test_every_reference_leads_somewhere() -> None:
    found = await document()

    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(found)))
    assert len(references) > 3
    for reference in references:
        target: Any = found
        for part in reference.split("/"):
            target = target[part]


async def test_probes_are_no_part_of_the_api() -> None:
    assert not [path for path in (await document())["paths"] if not path.startswith("/v1/")]
