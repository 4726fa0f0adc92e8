"""One process of a service: API, worker or both, from start to stop.

On SIGTERM, within ``drain_seconds`` altogether: not ready, new requests get 503, those in flight are
finished, the batches in hand are applied and their offsets committed, the outbox is flushed, the group is
left. A second signal ends it at once, and loses nothing either.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import structlog
from fastapi import FastAPI
from uvicorn.loops.auto import auto_loop_factory

from shared.observability.logging import configure
from shared.observability.metrics import BUILD_INFO
from shared.runtime.backbone import Backbone
from shared.settings import EdgeSettings, ServiceSettings
from shared.web.drain import Drain
from shared.web.server import CUT_OFF_SECONDS, install_stop_signals, serve

log = structlog.get_logger(__name__)

VERSION = "0.1.0"
LAME_DUCK_SECONDS = 1.0
CLOSING_SECONDS = 6.0
"""For the connections to Kafka (two) and MongoDB, two seconds each at the most."""


@dataclass(frozen=True)
class Parts:
    """Which halves of a service a process runs."""

    api: bool
    worker: bool


@dataclass(frozen=True)
class Serving:
    """What answers requests, wired and ready to run."""

    name: str
    app: FastAPI
    drain: Drain


@dataclass(frozen=True)
class Service(Serving):
    """A service: it has aggregates, events and read models besides."""

    backbone: Backbone


def parse(name: str, arguments: Sequence[str] | None = None) -> Parts:
    """Reads the command line of ``python -m services.<name>``."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{name}")
    parser.add_argument("--only", choices=("api", "worker"), help="run one half of the service")
    only = parser.parse_args(arguments).only
    return Parts(api=only != "worker", worker=only != "api")


def run(name: str, settings: EdgeSettings, build: Callable[[], Serving]) -> None:
    """Runs a service until it is told to stop."""
    configure(name, env=settings.env, level=settings.log_level)
    BUILD_INFO.labels(name).info({"version": VERSION, "revision": settings.revision})
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:  # uvloop, where there is one
        runner.run(_run(settings, build))


async def _run(settings: EdgeSettings, build: Callable[[], Serving]) -> None:
    stop = install_stop_signals(asyncio.get_running_loop())
    service = build()
    _spare_the_collector()
    await serve(
        service.app,
        settings.host,
        settings.port,
        service.drain,
        stop,
        lame_duck_seconds=LAME_DUCK_SECONDS,
        drain_seconds=_half(settings),
        on_started=lambda port: log.info("service_started", port=port),
    )
    log.info("service_stopped")


def lifespan_of(
    backbone: Backbone, settings: ServiceSettings
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Starts the backbone with the app and stops it after the last request."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        await backbone.start()
        try:
            yield
        finally:
            await backbone.stop(_half(settings))

    return lifespan


def _spare_the_collector() -> None:
    """What is there at the start stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _half(settings: EdgeSettings) -> float:
    """Of the time a stop may take, less what closing needs, half is for requests and half for events."""
    return max(0.5, (settings.drain_seconds - LAME_DUCK_SECONDS - CUT_OFF_SECONDS - CLOSING_SECONDS) / 2)
