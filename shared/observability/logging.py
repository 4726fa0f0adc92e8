"""Logs as JSON lines on standard output, one event a line, times in UTC.

Promises:
- Every line, ours or a library's, passes through ``redaction`` before it is written.
- Every line carries the service and, inside a request or an event, its correlation id.
- Libraries speak from WARNING up, whatever our own level: FastStream's line per message alone
  halves throughput, and PyMongo's DEBUG lines hold whole documents. Of a library's message only the
  first line is kept: asyncio puts the repr of what failed on those that follow.

Use ``log = structlog.get_logger()`` and ``log.info("batch applied", topic=..., count=...)``: the
message is a fixed text, what varies is a field from ``redaction.SAFE_FIELDS``.

Two libraries bring their own handlers; tell them to leave it: ``uvicorn.Config(log_config=None,
access_log=False)`` and ``KafkaBroker(logger=logging.getLogger("faststream"))``.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.observability.correlation import correlation_id
from shared.observability.redaction import only_safe_fields, render_exception

Level = Literal["debug", "info", "warning", "error"]

LIBRARIES = ("aiokafka", "asyncio", "faststream", "httpx", "httpcore", "kafka", "pymongo", "uvicorn")
_FASTSTREAM = "faststream.access.kafka"
"""FastStream sets this logger's level itself when a broker starts; a filter it leaves alone."""


def configure(
    service: str, *, env: str = "production", level: Level = "info", stream: TextIO | None = None
) -> None:
    """Set up structlog and the standard library's logging for this process.

    Called once by the composition root, before anything logs; calling it again replaces the set-up.
    On a terminal and with ``env="local"`` the lines are coloured text instead of JSON.
    """
    out = stream or sys.stdout
    number = logging.getLevelNamesMapping()[level.upper()]
    ours = _common(service)
    written: list[Processor] = [render_exception, only_safe_fields, _renderer(out, env)]
    structlog.configure(
        processors=[*ours, *written],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=True,
    )
    _route_standard_library(out, number, ours, written)


def _common(service: str) -> list[Processor]:
    def about(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
        line["service"] = service
        if identifier := correlation_id():
            line["correlation_id"] = identifier
        return line

    return [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), about]


def _renderer(out: TextIO, env: str) -> Processor:
    if env == "local" and out.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _route_standard_library(out: TextIO, level: int, ours: list[Processor], written: list[Processor]) -> None:
    foreign: list[Processor] = [structlog.stdlib.add_logger_name, *ours, _first_line]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=foreign,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *written],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in (*LIBRARIES, "uvicorn.error", "uvicorn.access", _FASTSTREAM):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    logging.getLogger(_FASTSTREAM).addFilter(_warnings_only)
    logging.captureWarnings(True)


def _first_line(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    line["event"] = str(line.get("event", "")).partition("\n")[0]
    return line


def _warnings_only(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
