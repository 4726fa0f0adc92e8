"""``levelfield demo``: all of it, once through, and nothing left behind.

Everything runs in a temporary folder, so it neither needs nor touches an installation. Where the
environment names a Kafka or a MongoDB, the demo works there under a name of its own, and removes it.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import typer
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError
from rich.console import Console

from levelfield.commands.load import send_with_bars
from levelfield.commands.reach import door_to, urls_of
from levelfield.commands.verify import verify
from levelfield.installation import settings_for
from levelfield.issuer.mint import mint
from levelfield.load.door import LoadFailed
from levelfield.load.folder import read_folder
from levelfield.local.demo import (
    NEWCOMER,
    TENANT,
    Answer,
    DemoFailed,
    OnKafka,
    begin,
    find_on_kafka,
    join,
    read_in_training,
)
from levelfield.local.errors import PartFailed, PartUnavailable
from levelfield.local.interrupt import Interrupted, interruptible, shielded
from levelfield.local.layout import Layout
from levelfield.local.stack import Stack
from levelfield.local.traces import remove_databases, remove_topics
from levelfield.outcome.reading import read_outcome
from levelfield.outcome.showing import show
from levelfield.outcome.writing import files_of, write_files
from shared.contracts.event import topic_of_owner
from shared.observability.logging import configure

EXAMPLE = Path(__file__).parents[2] / "examples" / "mental-health-collaborative"
OUTPUT = Path("demo-output")
FAILED, UNAVAILABLE, INTERRUPTED = 1, 3, 130


def demo() -> None:
    """Start everything, see one event and one whole collaborative through, and stop everything.

    Needs no installation and leaves none behind. The first run on a machine fetches Kafka (44 MB).

    Exit codes: 0 all of it came out as it should, 1 something did not, 3 this machine cannot run a
    part, 130 interrupted.

    Example: levelfield demo
    """
    console = Console(highlight=False, soft_wrap=True)
    configure("levelfield", level="error")
    root = Path(tempfile.mkdtemp(prefix="levelfield-demo-"))
    try:
        with interruptible():
            _run(root, console)
    except (PartUnavailable, PartFailed, DemoFailed, PyMongoError, KafkaError, OSError) as problem:
        console.print(f"\n{problem}", style="red", markup=False)
        console.print(f"Everything was stopped. What was logged: {Layout(root).logs}")
        shutil.rmtree(Layout(root).home / "data", ignore_errors=True)
        raise typer.Exit(UNAVAILABLE if isinstance(problem, PartUnavailable) else FAILED) from None
    except Interrupted:
        console.print("\nInterrupted; everything was stopped.")
        code = INTERRUPTED
    else:
        console.print("\nEverything is stopped again, and nothing is left behind.")
        console.print("To keep it running: make up. To look around: README.md.")
        code = 0
    shutil.rmtree(root)
    raise typer.Exit(code)


def _run(root: Path, console: Console) -> None:
    with _own_namespace() as namespace:
        stack = Stack(root)
        try:
            _start(stack, console)
            _show_all(root, stack, console)
        finally:
            with shielded(), console.status("stopping"):
                stack.down()
                _remove_from_given_parts(namespace)


@contextmanager
def _own_namespace() -> Generator[str]:
    """On parts of its own no name is needed; on given ones the demo keeps apart from what is there."""
    given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS") or os.environ.get("MONGODB_URI")
    before = os.environ.get("LEVELFIELD_NAMESPACE")
    namespace = os.environ["LEVELFIELD_NAMESPACE"] = f"demo-{secrets.token_hex(4)}" if given else ""
    try:
        yield namespace
    finally:
        if before is None:
            del os.environ["LEVELFIELD_NAMESPACE"]
        else:
            os.environ["LEVELFIELD_NAMESPACE"] = before


def _remove_from_given_parts(namespace: str) -> None:
    """Embedded parts go as a whole, with their folder."""
    if servers := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        remove_topics(servers, namespace)
    if uri := os.environ.get("MONGODB_URI"):
        remove_databases(uri, namespace)


def _start(stack: Stack, console: Console) -> None:
    begun = time.monotonic()
    stack.prepare()  # has a progress bar of its own
    with console.status("starting") as spinner:
        stack.up(tell=lambda name: spinner.update(f"starting: {name}"))
    names = ", ".join(part.name for part in stack.parts)
    _head(console, f"1. Everything runs after {time.monotonic() - begun:.1f} s: {names}")


def _show_all(root: Path, stack: Stack, console: Console) -> None:
    settings = settings_for(root)
    urls = {part.name: part.url for part in stack.services}
    token = mint(Layout(root).home, stack.issuer.url if stack.issuer else "", roles=["lead"], tenant=TENANT)

    begun = begin(urls["registration"], token)
    joined = join(urls["registration"], token)
    _show_joined(console, begun, joined)
    topic = settings.topic(topic_of_owner("registration"))
    _show_message(console, find_on_kafka(settings.kafka_bootstrap_servers, topic, joined.event))
    _show_read(console, joined, read_in_training(urls["training"], token, joined))

    _head(console, "5. levelfield verify compares what was published with what was applied")
    try:
        verify(root=root)
    except typer.Exit:
        raise DemoFailed("levelfield verify found what it tells above.") from None
    _show_collaborative(root, urls_of(root), console)


def _show_collaborative(root: Path, urls: Mapping[str, str], console: Console) -> None:
    _head(console, "6. A collaborative's own files go in, as levelfield load sends them")
    files, problems = read_folder(EXAMPLE)
    if problems:
        raise DemoFailed(f"The files in {EXAMPLE} are not right: try levelfield load --check.")
    try:
        asyncio.run(send_with_bars(files, urls, root, console))
        _head(console, f"7. What comes out, for {files.description['name']}")
        written = asyncio.run(_outcome(files.slug, root, urls, console))
    except LoadFailed as problem:
        raise DemoFailed(str(problem)) from None
    write_files(written, OUTPUT)
    _line(console, f"In {OUTPUT}/: {', '.join(written)}")
    verify(root=root)


async def _outcome(tenant: str, root: Path, urls: Mapping[str, str], console: Console) -> Mapping[str, bytes]:
    """Shows it, and gives what there is of it as files."""
    async with door_to(tenant, urls, root) as door:
        outcome = await read_outcome(door)
        show(outcome, console)
        return await files_of(door, outcome)


def _show_joined(console: Console, begun: Answer, joined: Answer) -> None:
    _head(console, "2. A lead begins a collaborative and adds somebody, in registration")
    _line(console, f"POST {begun.url}")
    _line(console, f"{begun.status} after {begun.milliseconds:.0f} ms, Levelfield-Event: {begun.event}")
    _line(console, f"POST {joined.url}")
    _line(console, f"     {json.dumps(NEWCOMER)}")
    _line(console, f"{joined.status} after {joined.milliseconds:.0f} ms, Levelfield-Event: {joined.event}")


def _show_message(console: Console, found: OnKafka) -> None:
    _head(console, "3. Kafka has the event, with nothing private in it")
    _line(console, f"topic {found.topic}, partition {found.partition}, offset {found.offset}")
    for name, value in {"key": found.key, **found.headers, "value": found.value}.items():
        _line(console, f"{name:<17} {value}")


def _show_read(console: Console, joined: Answer, known: Answer) -> None:
    _head(
        console, "4. Training knows her: a request may say which event it follows, and is answered after it"
    )
    _line(console, f"GET {known.url}")
    _line(console, f"     Levelfield-After: {joined.event}")
    _line(console, f"{known.status} after {known.milliseconds:.0f} ms")
    _line(console, f"     {json.dumps(known.body)}")


def _head(console: Console, text: str) -> None:
    console.print(f"\n{text}", style="bold", markup=False)


def _line(console: Console, text: str) -> None:
    console.print(f"   {text}", markup=False)
