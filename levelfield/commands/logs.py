"""``levelfield logs``: what the parts have written."""

from __future__ import annotations

from typing import Annotated

import typer

from levelfield.commands.options import HERE, RootOption
from levelfield.local.interrupt import Interrupted, interruptible
from levelfield.local.layout import Layout
from levelfield.local.logs import follow, last_lines_of, log_names

USAGE, NO_LOGS = 2, 3


def logs(
    name: Annotated[str | None, typer.Argument(help="A part's name, as in `levelfield status`.")] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the last lines.")] = 50,
    follow_on: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C, with each new line.")
    ] = False,
    root: RootOption = HERE,
) -> None:
    """Show the last lines of one part's log, or of all.

    Exit codes: 0 shown, 2 there is no such part, 3 there are no logs yet.

    Example: levelfield logs registration --follow
    """
    layout = Layout(root)
    known = log_names(layout)
    if not known:
        typer.echo("There are no logs here yet. Start it with: levelfield up", err=True)
        raise typer.Exit(NO_LOGS)
    if name is not None and name not in known:
        typer.echo(f"There is no log of that name. There are: {', '.join(known)}", err=True)
        raise typer.Exit(USAGE)
    wanted = known if name is None else [name]
    width = 0 if name is not None else max(len(one) for one in known)
    try:
        with interruptible():
            after = follow(layout, wanted) if follow_on else iter(())
            for part, line in last_lines_of(layout, wanted, lines):
                typer.echo(_shown(part, line, width))
            for part, line in after:
                typer.echo(_shown(part, line, width))
    except Interrupted:
        return


def _shown(part: str, line: str, width: int) -> str:
    return f"{part:<{width}} | {line}" if width else line
