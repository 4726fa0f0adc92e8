"""``levelfield down``: stop everything that ``levelfield up`` started."""

from __future__ import annotations

import typer

from levelfield.commands.options import HERE, RootOption
from levelfield.local.errors import PartFailed
from levelfield.local.stack import Stack

FAILED = 1


def down(root: RootOption = HERE) -> None:
    """Stop everything of this installation. The data stays. Stopping twice does no harm.

    Exit codes: 0 nothing runs any more, 1 a process could not be ended.

    Example: levelfield down
    """
    try:
        stopped = Stack.recorded(root).down()
    except PartFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(FAILED) from None
    typer.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")
