"""Logs as JSON lines on standard output, one event a line, times in UTC.

Promises:
- Every line, ours or a library's, passes through ``redaction`` before it is written.
- Every line carries the service and, inside a request or an event, its correlation id.
- The same message of a library is written once in ten seconds, with how often it came meanwhile.
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
import time
from collections.abc import Callable
from typing import Literal, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.observability.correlation import correlation_id
from shared.observability.redaction import only_safe_fields, render_exception

Level = Literal["debug", "info", "warning", "error"]

LIBRARIES = ("aiokafka", "asyncio", "faststream", "httpx", "httpcore", "kafka", "pymongo", "uvicorn")
REPEAT_SECONDS = 10.0
_MOST_REMEMBERED = 1_000
_FASTSTREAM = "faststream.access.kafka"
"""FastStream sets this logger's level itself when a broker starts; a filter it leaves alone."""


def configure(
    service: str, *, env: str = "production", level: Level = "info", stream: TextIO | None = None
) -> None:
    """Set up structlog and the standard library's logging for this process.

    Called once by the composition root, before anything logs; calling it again replaces the set-up.
    On a terminal and with ``env="local"`` the lines are coloured text instead of JSON.
    """
    out = stream or cast(TextIO, _StandardOutput())
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


class _StandardOutput:
    """Whatever standard output is when a line is written.

    It may be redirected and closed after logging was set up, and loggers live as long as the process: one
    that held the closed stream would fail in whoever logs.
    """

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()

    def isatty(self) -> bool:
        return sys.stdout.isatty()


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
    handler.addFilter(OncePerWhile())
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


class OncePerWhile(logging.Filter):
    """Lets the same message of a library through once in a while, and tells how many it kept back.

    While Kafka is away aiokafka writes dozens of lines a second, all night.
    """

    def __init__(self, seconds: float = REPEAT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._clock = clock
        self._told: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key = (record.name, record.levelno, str(record.msg))
        now = self._clock()
        since, kept_back = self._told.get(key, (now - self._seconds, 0))
        if now - since < self._seconds:
            self._told[key] = since, kept_back + 1
            return False
        if len(self._told) >= _MOST_REMEMBERED:
            self._told.clear()
        self._told[key] = now, 0
        if kept_back:
            record.msg, record.args = f"{record.getMessage()} (and {kept_back} more like it)", None
        return True


def _warnings_only(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
