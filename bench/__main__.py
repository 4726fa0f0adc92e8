"""``python -m bench [--full] [--only NAME ...] [--rounds 3] [--json FILE]``

Starts its own Kafka and MongoDB unless ``KAFKA_BOOTSTRAP_SERVERS`` and ``MONGODB_URI`` name some. Exits
with 0 when every bench was finished, whatever came out, and with 1 otherwise.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError
from rich.console import Console

from bench import apply, command, consumed, outbox, portal, readable, replay, scale
from bench.parts import running_parts
from bench.report import Report
from bench.rounds import CannotFinish
from bench.row import Row
from bench.setting import Setting, new_namespace
from bench.sweep import sweep
from shared.observability.logging import configure

type Bench = Callable[[Setting], Sequence[Row]]

BENCHES: Mapping[str, Bench] = {
    "command": command.bench,
    "apply": apply.bench,
    "consumed": consumed.bench,
    "readable": readable.bench,
    "outbox": outbox.bench,
    "replay": replay.bench,
    "scale": scale.bench,
    "portal": portal.bench,
}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed, each beside its floor.")
    parser.add_argument("--full", action="store_true", help="1,000,000 events and 1,000 tenants")
    parser.add_argument("--only", nargs="+", choices=BENCHES, default=list(BENCHES), metavar="NAME")
    parser.add_argument("--rounds", type=int, choices=range(1, 100), default=3, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write (bench/results by default)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Runs the benches and gives the exit code."""
    asked = parse(arguments)
    configure("bench", env="local", level="error", stream=sys.stderr)
    # Topics are used as soon as they are made, before every broker's news of it is in: it tries again.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    _spare_the_collector()
    console = Console(stderr=True)
    with console.status("starting the parts") as status, running_parts() as parts:
        report = Report(asked.full, asked.rounds, parts.kind)
        setting = Setting(
            bootstrap_servers=parts.bootstrap_servers,
            mongodb_uri=parts.mongodb_uri,
            namespace=new_namespace(),
            folder=parts.folder,
            rounds=asked.rounds,
            full=asked.full,
            say=status.update,
        )
        try:
            for name in asked.only:
                _run(name, setting, report)
        finally:
            status.update("clearing up")
            sweep(setting)
    report.show(Console(width=None if sys.stdout.isatty() else 150))
    console.print(f"written to {report.write(asked.json)}")
    return 1 if report.unfinished else 0


def _spare_the_collector() -> None:
    """As a process of a service does; both sides run in this one and have the good of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _run(name: str, setting: Setting, report: Report) -> None:
    begun = time.monotonic()
    try:
        report.rows += BENCHES[name](setting)
    except (CannotFinish, TimeoutError, PyMongoError, KafkaError) as error:
        report.unfinished[name] = str(error) or type(error).__name__
    report.seconds[name] = time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
