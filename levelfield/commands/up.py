"""``levelfield up``: start Kafka, MongoDB, the development issuer and the services."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from levelfield.commands.options import HERE, RootOption
from levelfield.commands.tables import status_table
from levelfield.local.errors import PartFailed, PartUnavailable
from levelfield.local.interrupt import Interrupted, interruptible
from levelfield.local.stack import PORTAL, Stack
from levelfield.local.status import status_of

FAILED, UNAVAILABLE, INTERRUPTED = 1, 3, 130
_LOOK_SECONDS = 1.0

_WARNING = (
    "[bold]This is a DEVELOPMENT issuer.[/bold] Whoever can read its key file can be anybody.\n"
    "Never put real people's data into an installation that believes its tokens."
)


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Return when everything is ready.")] = False,
    root: RootOption = HERE,
) -> None:
    """Start everything on this machine; Ctrl-C stops it all again.

    What runs already is kept. KAFKA_BOOTSTRAP_SERVERS and MONGODB_URI, where set, are used instead of
    the embedded Kafka and MongoDB.

    Exit codes: 0 started (or stopped by you), 1 a part failed, 3 this machine cannot run a part,
    130 interrupted while starting.

    Example: levelfield up --detach && levelfield status
    """
    console = Console(stderr=True, highlight=False)
    stack = Stack(root)
    with interruptible():
        try:
            _start(stack, console)
            _show(stack, console)
            if not detach:
                _stay(stack, console)
        except Interrupted:
            console.print("Stopping ...")
            stack.down()
            console.print("Stopped.")


def _start(stack: Stack, console: Console) -> None:
    began = time.monotonic()
    try:
        stack.prepare()  # has a progress bar of its own
        with console.status("starting") as spinner:
            stack.up(tell=lambda name: spinner.update(f"starting: {name}"))
    except PartUnavailable as reason:
        console.print(str(reason), style="red", markup=False)
        raise typer.Exit(UNAVAILABLE) from None
    except PartFailed as failure:
        console.print(str(failure), style="red", markup=False)
        console.print("What this start had started was stopped again.")
        raise typer.Exit(FAILED) from None
    except Interrupted:
        console.print("Interrupted; what this start had started was stopped again.")
        raise typer.Exit(INTERRUPTED) from None
    console.print(f"Ready after {time.monotonic() - began:.1f} s.")


def _show(stack: Stack, console: Console) -> None:
    console.print(status_table(status_of(stack)))
    for part in stack.services:
        if part.name == PORTAL:
            console.print(f"The portal, where people look: {part.url}")
    if stack.issuer is not None:
        console.print(Panel(_WARNING, title="DEVELOPMENT ISSUER", border_style="red", expand=False))


def _stay(stack: Stack, console: Console) -> None:
    """Until a signal comes; a part that ends by itself is told of, and the others go on."""
    gone: set[str] = set()
    console.print("Ctrl-C stops everything. In another terminal: levelfield status, levelfield logs")
    while True:
        time.sleep(_LOOK_SECONDS)
        ended = {part.name for part in stack.parts if part.record() is None}
        for name in sorted(ended - gone):
            console.print(f"{name} has ended. See: levelfield logs {name}", style="red")
        gone = ended
