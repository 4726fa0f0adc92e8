"""``levelfield demo``: all of it, once through, and nothing left behind.

Everything runs in a temporary folder, so it neither needs nor touches an installation. Where the
environment names a Kafka or a MongoDB, the demo works there under a name of its own, and removes it.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import typer
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError
from rich.console import Console

from levelfield.commands.demo_event import show_one_event
from levelfield.commands.lines import head, line
from levelfield.commands.load import send_with_bars
from levelfield.commands.options import HERE
from levelfield.commands.reach import door_to, urls_of
from levelfield.commands.verify import verify
from levelfield.installation import settings_for
from levelfield.load.door import LoadFailed
from levelfield.load.files import Files
from levelfield.load.folder import read_folder
from levelfield.local.demo import DemoFailed
from levelfield.local.errors import PartFailed, PartUnavailable
from levelfield.local.interrupt import Interrupted, interruptible, shielded
from levelfield.local.layout import Layout
from levelfield.local.ports import LOOPBACK, kept_port
from levelfield.local.q_platform import q_platform
from levelfield.local.stack import PORTAL, PORTAL_PORT, Stack
from levelfield.local.traces import remove_databases, remove_topics
from levelfield.outcome.celebrating import approve_all
from levelfield.outcome.reading import Outcome, read_outcome
from levelfield.outcome.showing import show, show_in_short
from levelfield.outcome.writing import files_of, write_files
from shared.observability.logging import configure

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST, SECOND = EXAMPLES / "mental-health-collaborative", EXAMPLES / "maternity-collaborative"
OUTPUT = Path("demo-output")
_RECEIVED_SECONDS = 20.0
_NEXT = """
What to do next
   Open demo-output/report.html: the impact report, to read and to print.
   make up        starts everything anew and keeps it running; make down stops it again. The portal is then at
                  {portal}, or where make up says if another program is there: nothing is now.
   levelfield load examples/mental-health-collaborative puts what you have seen there.
   docs/tutorial.md goes from an empty folder to an impact report of your own.
"""
FAILED, UNAVAILABLE, INTERRUPTED = 1, 3, 130


def demo() -> None:
    """Start everything, see one event and two whole collaboratives through, and stop everything.

    The second is made from the first. What came out of them is shown, and written into demo-output/. Needs
    no installation and leaves none behind. The first run on a machine fetches Kafka (44 MB).

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
        console.print(_NEXT.format(portal=_portal()), markup=False)
        code = 0
    shutil.rmtree(root)
    raise typer.Exit(code)


def _portal() -> str:
    """Where the portal will be, if it is started here."""
    return f"http://{LOOPBACK}:{kept_port(Layout(HERE), PORTAL) or PORTAL_PORT}"


def _run(root: Path, console: Console) -> None:
    with _own_namespace() as namespace:
        stack = Stack(root, brief=True)
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
    head(console, f"1. Everything runs after {time.monotonic() - begun:.1f} s: {names}")


def _show_all(root: Path, stack: Stack, console: Console) -> None:
    settings = settings_for(root)
    show_one_event(root, stack, settings, console)
    try:
        head(console, "5. A collaborative's own files go in, as levelfield load sends them")
        first = _load(FIRST, root, console)
        head(console, "6. Another specialty begins with what has worked in the first")
        second = _load(SECOND, root, console)
        with q_platform(settings.kafka_bootstrap_servers, settings.topic("celebrations.v1")) as platform:
            head(console, f"7. What came out, for {first.description['name']}")
            approved = asyncio.run(_outcome(first.slug, root, console, show, OUTPUT))
            head(console, f"8. What came out, in short, for {second.description['name']}")
            approved += asyncio.run(_outcome(second.slug, root, console, show_in_short, OUTPUT / second.slug))
            head(console, "9. What the national Q platform received, in examples/q-platform-subscriber")
            for celebration in platform.received(approved, _RECEIVED_SECONDS):
                line(console, celebration)
    except LoadFailed as problem:
        raise DemoFailed(str(problem)) from None
    head(console, "10. levelfield verify compares what was published with what was applied")
    try:
        verify(root=root)
    except typer.Exit:
        raise DemoFailed("levelfield verify found what it tells above.") from None


def _load(folder: Path, root: Path, console: Console) -> Files:
    files, problems = read_folder(folder)
    if problems:
        raise DemoFailed(f"The files in {folder} are not right: try levelfield load --check.")
    asyncio.run(send_with_bars(files, urls_of(root), root, console))
    return files


async def _outcome(
    tenant: str, root: Path, console: Console, show_it: Callable[[Outcome, Console], None], folder: Path
) -> int:
    """Shows it, publishes what there is to celebrate, and writes all of it as files.

    Returns:
        How many celebrations there are.
    """
    async with door_to(tenant, urls_of(root), root) as door:
        outcome = await read_outcome(door)
        show_it(outcome, console)
        approved = await approve_all(door, outcome)
        written = await files_of(door, outcome)
    await asyncio.to_thread(write_files, written, folder)
    line(console, f"In {folder}/: {', '.join(written)}")
    return approved
