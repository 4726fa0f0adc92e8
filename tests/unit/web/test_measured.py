from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import REGISTRY

from shared.observability.metrics import HTTP_REQUESTS
from shared.web.access import TenantId, allow
from shared.web.app import create_app
from shared.web.drain import Drain
from tests.unit.web.support import MARKER, TENANT, KnownTokens, Say, client_of, principal, settings


def labels_of(service: str) -> set[tuple[str, str, str, float]]:
    found: set[tuple[str, str, str, float]] = set()
    for metric in HTTP_REQUESTS.collect():
        for sample in metric.samples:
            if sample.labels["service"] == service and sample.name.endswith("_total"):
                label = sample.labels
                found.add((label["method"], label["route"], label["status"], sample.value))
    return found


async def test_requests_are_counted_by_template_and_never_by_what_was_sent() -> None:
    outer, inner = APIRouter(prefix="/v1/{tenant}"), APIRouter(prefix="/things")

    @inner.get("/{thing}", dependencies=[allow("lead")])
    async def thing(tenant: TenantId, thing: str) -> None:
        if thing == "broken":
            raise ValueError

    outer.include_router(inner)
    app = create_app(
        title="t",
        version="1",
        service="measured",
        routers=[outer],
        settings=settings(),
        health=Say(),
        verifier=KnownTokens(lead=principal("lead")),
        drain=Drain(),
    )
    async with client_of(app, "lead") as client:
        await client.get(f"/v1/{TENANT}/things/{MARKER}")
        await client.get(f"/v1/{TENANT}/things/{MARKER}2")
        await client.get(f"/v1/{TENANT}/things/broken")
        await client.get(f"/v1/{MARKER}/things/x")
        await client.post(f"/v1/{TENANT}/things/{MARKER}")
        await client.get(f"/{MARKER}")
        await client.request(MARKER.upper(), f"/v1/{TENANT}/things/x")
        exposed = (await client.get("/metrics")).text
    route = "/v1/{tenant}/things/{thing}"
    assert labels_of("measured") == {
        ("GET", route, "200", 2.0),
        ("GET", route, "500", 1.0),
        ("GET", route, "403", 1.0),
        ("POST", route, "405", 1.0),
        ("GET", "unmatched", "404", 1.0),
        ("other", route, "405", 1.0),
        ("GET", "/metrics", "200", 1.0),
    }
    assert MARKER not in exposed.lower()
    counted = REGISTRY.get_sample_value(
        "levelfield_http_seconds_count", {"service": "measured", "method": "GET", "route": route}
    )
    assert counted == 4
