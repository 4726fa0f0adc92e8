"""What the services' OpenAPI documents promise, held against what they answer to whatever fits the documents.

schemathesis makes requests from each document. No answer may be a failure of ours, and each must be one that
the document describes, down to its fields. The token holds every role in the collaborative and on
the platform, and where a path names a record it is, as often as not, one that exists.
"""

# schemathesis leaves parts of its types open.
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import secrets
from collections.abc import Generator, Mapping
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.services.reporting_routes import DRAWN, PERIOD, SAID, TOLD
from tests.integration.services.route import PLATFORM_ROLES, SERVICES, TENANT_ROLES, Route
from tests.integration.services.routes import ALL_ROUTES
from tests.support.services import Installation, person

_EXAMPLES = 8
_NO_HEALTH_CHECKS: Any = list[Any](HealthCheck)
_CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


_EXISTING: Mapping[str, Mapping[str, tuple[str, dict[str, Any]]]] = {
    "registration": {
        "meeting_id": (
            "meetings",
            {"kind": "steering", "starts_at": "2018-01-15T10:00:00Z", "ends_at": "2018-01-15T11:00:00Z"},
        ),
        "project_id": ("projects", {"organisation": "BHSCT", "title": "Shorter waits", "aim": "Nine weeks"}),
    },
    "evaluation": {
        "influence_id": ("influence", SAID | {"role": "carer"}),
        "lesson_id": ("lessons", TOLD),
        "report_id": ("reports", PERIOD),
        "diagram_id": ("driver-diagram", DRAWN),
    },
}
"""What there is when a service is asked, where it is made, and from what."""

_PATHS = {name: path for existing in _EXISTING.values() for name, (path, _) in existing.items()}


@pytest.fixture(scope="module")
def http() -> Generator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def documents(site: Installation) -> Mapping[str, Any]:
    """What each service promises, read once."""
    return {
        name: schemathesis.openapi.from_url(f"{process.url}/openapi.json")
        for name, process in zip(SERVICES, site.processes, strict=True)
    }


@pytest.fixture(scope="module")
def there() -> dict[str, dict[str, str]]:
    """The ids of what was made in each collaborative, by its slug."""
    return {}


@pytest.mark.parametrize("route", ALL_ROUTES, ids=str)
def test_every_answer_is_one_that_the_document_promises(
    site: Installation,
    http: httpx.Client,
    documents: Mapping[str, Any],
    there: dict[str, dict[str, str]],
    route: Route,
) -> None:
    operation = documents[route.service][route.path][route.method]
    # Those that change something have one of their own: one of them ends it.
    tenant = f"openapi-{ALL_ROUTES.index(route) if route.writes else route.service}-ni"
    site.begin(tenant)
    somebody = _somebody(site, http, tenant)
    if tenant not in there:
        there[tenant] = _made(site, http, tenant, route.service)
    made = there[tenant]
    token = site.issuer.token(*TENANT_ROLES, *PLATFORM_ROLES, tenant=tenant, participant=somebody)

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=_NO_HEALTH_CHECKS,
    )
    @given(case=operation.as_strategy(), named=st.booleans())
    def ask(case: Any, named: bool) -> None:
        if "tenant" in case.path_parameters:
            case.path_parameters["tenant"] = tenant
        if named:
            record = _somebody(site, http, tenant) if route.method == "DELETE" else somebody
            of_record = dict.fromkeys(("participant_id", "person_id", "mentor_id"), record) | made
            case.path_parameters |= {
                name: told for name, told in of_record.items() if name in case.path_parameters
            }
            if route.if_match:
                changed = _changed(route, record, made)
                owner = "evaluation" if route.service == "evaluation" else "registration"
                case.headers["If-Match"] = _tag(site, http, tenant, owner, changed)
        # A wait for events that never come would take its whole bound each time.
        case.headers.pop("Levelfield-After", None)

        answer = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=20)

        case.validate_response(answer, checks=_CHECKS)

    ask()


def _somebody(site: Installation, http: httpx.Client, tenant: str) -> str:
    """The id of somebody who has just joined."""
    address = _address(site, tenant, "registration", "participants")
    joined = http.post(address, headers=_lead(site, tenant), json=person(secrets.token_hex(8)))
    return str(joined.json()["id"])


def _made(site: Installation, http: httpx.Client, tenant: str, service: str) -> dict[str, str]:
    """The ids of what there is of a service in this collaborative, by the names that they have in paths."""
    made = {"code": "reach", "number": "1"} if service == "evaluation" else {}
    for name, (path, body) in _EXISTING.get(service, {}).items():
        there = http.post(_address(site, tenant, service, path), headers=_lead(site, tenant), json=body)
        assert there.status_code == 201, there.text
        made[name] = str(there.json()["id"])
    return made


def _changed(route: Route, record: str, made: Mapping[str, str]) -> str:
    """The path, below the tenant's, of what a route changes."""
    named = (f"{path}/{made[name]}" for name, path in _PATHS.items() if f"{{{name}}}" in route.path)
    alone = (path for path in ("driver-diagram", "measures/settings") if route.path.endswith(path))
    return next(iter((*named, *alone)), f"participants/{record}" if route.of_one else "collaborative")


def _tag(site: Installation, http: httpx.Client, tenant: str, service: str, changed: str) -> str:
    """The tag of something as it is now."""
    shown = http.get(_address(site, tenant, service, changed), headers=_lead(site, tenant))
    return str(shown.headers["etag"])


def _lead(site: Installation, tenant: str) -> dict[str, str]:
    return site.issuer.headers("lead", tenant=tenant)


def _address(site: Installation, tenant: str, service: str, path: str) -> str:
    return f"{site.processes[SERVICES.index(service)].url}/v1/{tenant}/{path}"
