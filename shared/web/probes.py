"""``/health/live``, ``/health/ready`` and ``/metrics``: open, outside the OpenAPI document, always answered.

Ready is about taking work, live about getting on with it; both are 200 or 503 with the reasons. Each
answers within a bound: not to know in time is a no.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from prometheus_client import REGISTRY, exposition
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.web.drain import Drain
from shared.web.edge import Edge, Health

_READY_SECONDS = 3.0

Endpoint = Callable[[Request], Awaitable[Response]]


def probe_routes(edge: Edge, health: Health, drain: Drain) -> list[Route]:
    """The routes that watchers of a process use."""
    return [
        Route("/health/live", _live(health), include_in_schema=False),
        Route("/health/ready", _ready(edge, health, drain), include_in_schema=False),
        Route("/metrics", _metrics, include_in_schema=False),
    ]


def _live(health: Health) -> Endpoint:
    async def live(_: Request) -> Response:
        return _answer("live", health.live())

    return live


def _ready(edge: Edge, health: Health, drain: Drain) -> Endpoint:
    async def ready(_: Request) -> Response:
        reasons = ["shutdown: the process is stopping"] if drain.draining else []
        reasons += edge.verifier.reasons()
        try:
            async with asyncio.timeout(_READY_SECONDS):
                reasons += await health.ready()
        except TimeoutError:
            reasons.append("health: no answer in time")
        return _answer("ready", reasons)

    return ready


def _answer(word: str, reasons: list[str]) -> Response:
    return JSONResponse({word: not reasons, "reasons": reasons}, 503 if reasons else 200)


async def _metrics(request: Request) -> Response:
    encode, content_type = exposition.choose_encoder(request.headers.get("accept", ""))
    return Response(encode(REGISTRY), headers={"Content-Type": content_type})
