"""``levelfield status``: what runs, where, and how far behind it is."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from levelfield.commands.options import HERE, RootOption
from levelfield.commands.tables import status_table
from levelfield.local.stack import Stack
from levelfield.local.status import status_of

NOT_READY, NOTHING_RUNS = 1, 3


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False,
    root: RootOption = HERE,
) -> None:
    """Show each part's address, process, readiness, lag and outbox age.

    Exit codes: 0 everything is ready, 1 something is not, 3 nothing runs.

    Example: levelfield status --json | jq -r .services.registration.url
    """
    found = status_of(Stack.recorded(root))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    elif found.nothing_runs:
        typer.echo("Nothing runs here. Start it with: levelfield up")
    else:
        Console(highlight=False).print(status_table(found))
    if found.nothing_runs:
        raise typer.Exit(NOTHING_RUNS)
    if not found.all_ready:
        raise typer.Exit(NOT_READY)
