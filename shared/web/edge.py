"""What the edge of one app knows, reachable from every request. Built once by ``app.create_app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from starlette.requests import Request

from shared.web.auth import Verifier


class CausalWaiter(Protocol):
    """Waits until this service has applied an event."""

    async def wait(self, tenant: str, subject: str, sequence: int, timeout: float) -> bool:
        """Whether the event was applied within ``timeout`` seconds."""
        ...


class Health(Protocol):
    """What a process says about itself."""

    async def ready(self) -> list[str]:
        """Why no work should come here; empty when it may."""
        ...

    def live(self) -> list[str]:
        """Which parts are stuck; empty when all move."""
        ...


@dataclass(frozen=True, slots=True)
class Edge:
    """The parts that dependencies and middlewares share."""

    verifier: Verifier
    waiter: CausalWaiter | None
    causal_wait_seconds: float
    templates: dict[Callable[..., Any], str] = field(default_factory=dict[Callable[..., Any], str])
    """The path template of every endpoint."""


def edge_of(request: Request) -> Edge:
    """The edge of the app that serves ``request``."""
    return cast("Edge", request.app.state.edge)


def header_values(request: Request, name: bytes) -> list[str]:
    """Every value sent for a header, which is named in lower case. Quicker than Starlette's own."""
    return [value.decode("latin-1") for sent, value in request.scope["headers"] if sent == name]


def template_of(request: Request) -> str:
    """The path template of the route that serves ``request``, such as ``/v1/{tenant}/participants``."""
    return edge_of(request).templates[request.scope["endpoint"]]
