from __future__ import annotations

from fastapi import APIRouter, Response

from shared.web.access import public
from tests.unit.web.support import app_of, client_of


async def test_every_response_is_kept_from_caches_sniffers_and_frames() -> None:
    async with client_of(app_of()) as client:
        for path in ("/v1/nothing", "/health/live", "/openapi.json"):
            headers = (await client.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "levelfield-correlation" in headers


async def test_a_route_that_sets_such_a_header_itself_is_left_alone() -> None:
    router = APIRouter()

    @router.get("/v1/feed", dependencies=[public()])
    async def feed() -> Response:
        return Response("x", headers={"Cache-Control": "public, max-age=60"})

    async with client_of(app_of(router)) as client:
        response = await client.get("/v1/feed")
    assert response.headers.get_list("cache-control") == ["public, max-age=60"]
