"""The application factory: the one place where the parts of the edge are put together.

Layers, from the outside in: context, headers, metrics, last resort, drain, body limit, JSON text, and
then FastAPI with its routes. All are plain ASGI, because Starlette's ``BaseHTTPMiddleware`` costs two
thirds of the throughput.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI, Response

from shared.settings import EdgeSettings
from shared.web.auth import NobodyKnown, Verifier
from shared.web.body import DEFAULT_LIMIT, BodyLimitMiddleware
from shared.web.context import RequestContextMiddleware
from shared.web.drain import Drain, DrainMiddleware
from shared.web.edge import CausalWaiter, Edge, Health
from shared.web.handlers import install_handlers, internal_error
from shared.web.headers import SecurityHeadersMiddleware
from shared.web.last_resort import LastResortMiddleware
from shared.web.measured import MetricsMiddleware
from shared.web.openapi import with_problems
from shared.web.probes import probe_routes
from shared.web.routes import check_routes
from shared.web.text import JsonTextMiddleware
from shared.web.validation import declared_names

_OPENAPI = "/openapi.json"

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

# FastAPI would log and trace exceptions with their messages, and requests with their addresses.
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


class _App(FastAPI):
    """FastAPI with a document that tells the truth about errors."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = with_problems(super().openapi())
        return self.openapi_schema


def create_app(
    *,
    title: str,
    version: str,
    service: str,
    routers: Sequence[APIRouter],
    settings: EdgeSettings,
    health: Health,
    verifier: Verifier | None,
    drain: Drain,
    waiter: CausalWaiter | None = None,
    lifespan: Lifespan | None = None,
    body_limit: int = DEFAULT_LIMIT,
    last_resort: Callable[[Exception], Response] = internal_error,
) -> FastAPI:
    """Builds the application of one process.

    Args:
        service: the name under which its requests are counted, and its health told.
        verifier: checks tokens; entered before and left after ``lifespan``. None only for a process
            that has no route for anybody with a token, such as a worker.
        waiter: makes ``Levelfield-After`` work; None for a service that applies no events.
        lifespan: starts and stops the service's own parts.
        last_resort: logs what nobody foresaw, by place only, and answers; a problem unless said otherwise.

    Raises:
        UndeclaredRoute: a route does not say who may call it.
    """
    edge = Edge(verifier or NobodyKnown(), waiter, settings.causal_wait_seconds)
    app = _App(
        title=title,
        version=version,
        lifespan=partial(_lifespan, edge.verifier, lifespan),
        openapi_url=_OPENAPI,
        docs_url=None,  # Swagger UI would load its code from somebody else's server.
        redoc_url=None,
        redirect_slashes=False,  # A redirect would send back what was sent.
        telemetry=_NO_TELEMETRY,
    )
    app.state.edge = edge
    probes = probe_routes(service, edge, health, drain)
    app.router.routes.extend(probes)
    for router in routers:
        app.include_router(router)
    own = frozenset({_OPENAPI, *(probe.path for probe in probes)})
    edge.templates.update(check_routes(app, own, has_verifier=verifier is not None))
    install_handlers(app, _Names(app))
    _install_layers(app, service, edge, drain, body_limit, last_resort)
    return app


def _install_layers(
    app: FastAPI,
    service: str,
    edge: Edge,
    drain: Drain,
    body_limit: int,
    last_resort: Callable[[Exception], Response],
) -> None:
    """From the inside out: each layer added goes round those before it."""
    app.add_middleware(JsonTextMiddleware)
    app.add_middleware(BodyLimitMiddleware, limit=body_limit)
    app.add_middleware(DrainMiddleware, drain=drain)
    app.add_middleware(LastResortMiddleware, answer=last_resort)
    app.add_middleware(MetricsMiddleware, service=service, templates=edge.templates)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(RequestContextMiddleware)


@asynccontextmanager
async def _lifespan(verifier: Verifier, inner: Lifespan | None, app: FastAPI) -> AsyncGenerator[None]:
    async with verifier, inner(app) if inner is not None else nullcontext():
        yield


class _Names:
    """The names that the app's schema declares, found when the first request is refused for its form."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._found: frozenset[str] | None = None

    def __call__(self) -> frozenset[str]:
        if self._found is None:
            self._found = declared_names(self._app.openapi())
        return self._found
