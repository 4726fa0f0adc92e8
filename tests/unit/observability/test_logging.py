from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import warnings
from collections.abc import Generator
from contextlib import redirect_stdout
from datetime import datetime
from typing import Any

import pytest
import structlog
from faststream._internal.context import ContextRepo
from faststream._internal.logger.logging import get_broker_logger

from shared.observability.correlation import correlated
from shared.observability.logging import LIBRARIES, OncePerWhile, configure

NAME = "Invented Ingrid"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_it_was() -> Generator[None]:
    """Logging is the process's: what a test sets up is taken down."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    logging.captureWarnings(False)


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    configure("training", stream=stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_json_with_service_level_and_utc_time(out: io.StringIO) -> None:
    structlog.get_logger().info("batch applied", count=3)
    (line,) = lines(out)
    assert line | {"timestamp": ""} == {
        "event": "batch applied",
        "count": 3,
        "service": "training",
        "level": "info",
        "timestamp": "",
    }
    offset = datetime.fromisoformat(line["timestamp"]).utcoffset()
    assert offset is not None
    assert not offset


def test_a_line_inside_a_request_carries_its_correlation_id(out: io.StringIO) -> None:
    with correlated("request-0001"):
        structlog.get_logger().info("inside")
        logging.getLogger("any").warning("inside too")
    structlog.get_logger().info("outside")
    assert [line.get("correlation_id") for line in lines(out)] == ["request-0001", "request-0001", None]


def test_a_logger_that_was_in_use_writes_to_the_standard_output_of_the_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = structlog.get_logger()
    with redirect_stdout(io.StringIO()) as gone:
        configure("training")
        log.info("before")
    gone.close()
    log.info("behind")
    assert "behind" in capsys.readouterr().out


def test_a_field_that_is_not_safe_is_not_written(out: io.StringIO) -> None:
    structlog.get_logger().bind(person=NAME).info("for ingrid@example.org", name=NAME)
    assert NAME not in out.getvalue()
    assert "ingrid@" not in out.getvalue()


def test_an_exception_is_written_without_values(out: io.StringIO) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("any").exception("failed")
    for line in lines(out):
        assert line["exception"][0] == "ValueError"
        assert "test_logging.py" in line["exception"][1]
    assert len(lines(out)) == 2
    assert NAME not in out.getvalue()


def test_below_its_level_nothing_is_written() -> None:
    stream = io.StringIO()
    configure("training", level="warning", stream=stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("any").info("quiet")
    structlog.get_logger().warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


@pytest.mark.parametrize(
    "library", [*LIBRARIES, "uvicorn.error", "uvicorn.access", "faststream.access.kafka"]
)
def test_libraries_speak_from_warning_up_through_the_same_door(library: str) -> None:
    stream = io.StringIO()
    configure("training", level="debug", stream=stream)
    logging.getLogger(library).info("chatter")
    logging.getLogger(library).warning("trouble with %s", "ingrid@example.org")
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["service"]) == ("trouble with [e-mail]", library, "training")


def test_faststreams_line_per_message_stays_off_though_it_sets_up_its_own_logger(
    out: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broker made without a logger of ours gives its own a handler and a level when it starts."""
    access = get_broker_logger("kafka", {}, 10, "%(message)s", ContextRepo(), logging.INFO)
    access.info("Received")
    access.warning("Trouble")
    assert "Received" not in out.getvalue() + capsys.readouterr().out
    access.handlers.clear()


async def test_what_asyncio_says_of_a_lost_exception_does_not_show_it(out: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(NAME)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task
    gc.collect()
    assert [line["event"] for line in lines(out)] == ["Task exception was never retrieved"]
    assert NAME not in out.getvalue()


def test_warnings_of_python_are_lines_too(out: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("something is old", DeprecationWarning, stacklevel=1)
    assert [line["logger"] for line in lines(out)] == ["py.warnings"]


def test_configuring_twice_writes_each_line_once(out: io.StringIO) -> None:
    configure("training", stream=out)
    logging.getLogger("any").warning("once")
    assert len(lines(out)) == 1


def test_on_a_terminal_and_locally_lines_are_for_people() -> None:
    stream = Terminal()
    configure("training", env="local", stream=stream)
    structlog.get_logger().info("started", name=NAME)
    assert "started" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
    assert NAME not in stream.getvalue()


def test_in_production_a_terminal_gets_json_too() -> None:
    stream = Terminal()
    configure("training", env="production", stream=stream)
    structlog.get_logger().info("started")
    assert len(lines(stream)) == 1


def test_the_same_message_of_a_library_is_written_once_in_a_while_and_the_rest_counted() -> None:
    now = [0.0]
    once = OncePerWhile(seconds=10, clock=lambda: now[0])

    def passes(text: str, *values: object) -> str | None:
        record = logging.LogRecord("aiokafka", logging.WARNING, "", 0, text, values, None)
        return record.getMessage() if once.filter(record) else None

    assert passes("no broker %s", 1) == "no broker 1"
    assert passes("no broker %s", 2) is None
    assert passes("something else") == "something else"
    now[0] = 10.0
    assert passes("no broker %s", 3) == "no broker 3 (and 1 more like it)"
