"""``levelfield report``: a collaborative's impact report, and its charts."""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from levelfield.commands.options import HERE, RootOption
from levelfield.commands.reach import door_to, urls_of
from levelfield.load.door import LoadFailed
from levelfield.outcome.reading import latest_report, read_outcome, read_report
from levelfield.outcome.showing import show
from levelfield.outcome.writing import files_of, write_files

REFUSED, NO_REPORT = 1, 2


class Form(StrEnum):
    """How a report can be had."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"


def report(
    tenant: Annotated[str, typer.Argument(help="The collaborative.")],
    form: Annotated[Form | None, typer.Option("--format", help="Print the report itself, like this.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", file_okay=False, help="Write it and the charts there.")
    ] = None,
    root: RootOption = HERE,
) -> None:
    """Show what came of a collaborative's work: who was in the room, what the charts say, what changed.

    With --format the impact report that was published last is printed (if none was, the last draft); with
    --out it is written in all three forms, with the chart of representation and what was celebrated.

    Exit codes: 0 done, 1 a service refused, 2 there is no report yet, 3 nothing runs here.

    Example: levelfield report mental-health-ni --out report
    """
    try:
        asyncio.run(_report(tenant, form, out, root))
    except LoadFailed as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(REFUSED) from None


async def _report(tenant: str, form: Form | None, out: Path | None, root: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    async with door_to(tenant, urls_of(root), root) as door:
        outcome = await read_outcome(door)
        if form is not None:
            latest = latest_report(outcome.reports)
            if latest is None:
                typer.echo("There is no impact report yet.", err=True)
                raise typer.Exit(NO_REPORT)
            sys.stdout.buffer.write(await read_report(door, latest["id"], form.value))
        elif out is None:
            show(outcome, console)
        if out is not None:
            files = await files_of(door, outcome)
            await asyncio.to_thread(write_files, files, out)
            console.print(f"In {out}/: {', '.join(files)}", markup=False)
