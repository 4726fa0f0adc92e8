"""``levelfield load``: a collaborative's files go through the public APIs, as any client would send them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from levelfield.commands.options import HERE, RootOption
from levelfield.commands.reach import door_to, urls_of
from levelfield.load.door import LoadFailed
from levelfield.load.files import Files
from levelfield.load.folder import read_folder
from levelfield.load.plan import Tick
from levelfield.load.problems import Problem
from levelfield.load.sending import NotRight, send_all

NOT_RIGHT, NOTHING_SENT = 1, 2


def load(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="The files.")],
    check_only: Annotated[bool, typer.Option("--check", help="Look at the files and send nothing.")] = False,
    root: RootOption = HERE,
) -> None:
    """Send a collaborative's files: people, meetings, modules, sessions, answers and what came of them.

    All files are checked before anything is sent. What was sent before is not sent twice, so a load that was
    cut short goes on when it is run again. It ends when every service has applied everything.

    A collaborative.yaml may say from which collaborative this one is made (spread_from). What the files
    expect of that one is checked as well, where it runs: --check cannot do so.

    Exit codes: 0 all of it is in, 1 a service refused something, 2 the files are not right and nothing was
    sent, 3 nothing runs here.

    Example: levelfield load examples/mental-health-collaborative
    """
    console = Console(highlight=False, soft_wrap=True)
    files, problems = read_folder(folder)
    if problems:
        _show(problems, console)
        raise typer.Exit(NOTHING_SENT)
    if check_only:
        console.print("The files are right.")
        return
    urls = urls_of(root)
    begun = time.monotonic()
    try:
        asyncio.run(send_with_bars(files, urls, root, console))
    except NotRight as wrong:
        _show(wrong.problems, console)
        raise typer.Exit(NOTHING_SENT) from None
    except LoadFailed as problem:
        console.print(str(problem), style="red", markup=False)
        console.print("What went through before stays; run it again when that is put right.")
        raise typer.Exit(NOT_RIGHT) from None
    took = time.monotonic() - begun
    console.print(f"{files.slug}: all of it is in, and applied everywhere, after {took:.1f} s.")


async def send_with_bars(files: Files, urls: Mapping[str, str], root: Path, console: Console) -> None:
    """Sends all files, with a bar for each.

    Raises:
        LoadFailed: a service refused something, or did not answer.
    """
    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with door_to(files.slug, urls, root, files.origin) as door:
        with Progress(*columns, console=console) as bars:
            await send_all(files, door, _Bars(bars))


class _Bars:
    """A bar for each file."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    def begin(self, file: str, rows: int) -> Tick:
        """See ``levelfield.load.sending.Progress``."""
        task = self._bars.add_task(file, total=rows)
        return lambda: self._bars.advance(task)


def _show(problems: Sequence[Problem], console: Console) -> None:
    table = Table("file", "row", "column", "what to put right")
    for one in problems:
        table.add_row(one.file, str(one.row or ""), one.column, one.sentence)
    console.print(table)
    console.print(f"{len(problems)} to put right. Nothing was sent.")
