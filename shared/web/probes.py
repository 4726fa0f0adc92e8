"""``/health/live``, ``/health/ready`` and ``/metrics``: open, outside the OpenAPI document, always answered.

Ready is about taking work, live about getting on with it; both are 200 or 503 with the reasons. Each
answers within a bound: not to know in time is a no. A scrape of the metrics asks the same two questions, so
that an alert and a load balancer never see different answers.
"""

from __future__ import annotations

import asyncio

from prometheus_client import REGISTRY, exposition
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.observability.metrics import LIVE, READY
from shared.web.drain import Drain
from shared.web.edge import Edge, Health

_READY_SECONDS = 3.0


def probe_routes(service: str, edge: Edge, health: Health, drain: Drain) -> list[Route]:
    """The routes that watchers of a process use."""
    probes = _Probes(service, edge, health, drain)
    return [
        Route("/health/live", probes.live, include_in_schema=False),
        Route("/health/ready", probes.ready, include_in_schema=False),
        Route("/metrics", probes.metrics, include_in_schema=False),
    ]


class _Probes:
    """What the process says about itself."""

    def __init__(self, service: str, edge: Edge, health: Health, drain: Drain) -> None:
        self._edge, self._health, self._drain = edge, health, drain
        self._ready, self._live = READY.labels(service), LIVE.labels(service)

    async def live(self, _: Request) -> Response:
        return _answer("live", self._health.live())

    async def ready(self, _: Request) -> Response:
        return _answer("ready", await self._why_not_ready())

    async def metrics(self, request: Request) -> Response:
        self._ready.set(not await self._why_not_ready())
        self._live.set(not self._health.live())
        encode, content_type = exposition.choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), headers={"Content-Type": content_type})

    async def _why_not_ready(self) -> list[str]:
        reasons = ["shutdown: the process is stopping"] if self._drain.draining else []
        reasons += self._edge.verifier.reasons()
        try:
            async with asyncio.timeout(_READY_SECONDS):
                reasons += await self._health.ready()
        except TimeoutError:
            reasons.append("health: no answer in time")
        return reasons


def _answer(word: str, reasons: list[str]) -> Response:
    return JSONResponse({word: not reasons, "reasons": reasons}, 503 if reasons else 200)
