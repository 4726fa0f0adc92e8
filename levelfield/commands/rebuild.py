"""``levelfield rebuild``: make a service's read models anew from the topics."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from levelfield.commands.options import HERE, RootOption
from levelfield.installation import FOUND, Installation, definition_of, work_on
from shared.runtime.rebuild import Rebuild, RebuildFailed, Rebuilt


def rebuild(
    service: Annotated[str, typer.Argument(help="Whose read models: training, for example.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False,
    root: RootOption = HERE,
) -> None:
    """Replay the topics through a service's projections, and swap the result in.

    The service may go on meanwhile. Nothing is sent and no policy runs. What is swapped in holds
    exactly what the service had applied.

    Exit codes: 0 done, 1 not done and nothing changed, 2 no such service, 3 a part does not answer.

    Example: levelfield rebuild training
    """
    definition = definition_of(service)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"Rebuilding {service}", total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        async def run(installation: Installation) -> Rebuilt:
            return await Rebuild(definition, installation.settings, installation.client, told).run()

        try:
            rebuilt = work_on(root, run)
        except RebuildFailed as error:
            typer.echo(f"Nothing was changed. {error}", err=True)
            raise typer.Exit(FOUND) from None
    if as_json:
        typer.echo(json.dumps(asdict(rebuilt), indent=2))
        return
    names = ", ".join(rebuilt.collections)
    typer.echo(f"Rebuilt {names} of {service} from {rebuilt.events} events in {rebuilt.seconds:.1f} s.")
    typer.echo(f"The service's lanes were held for {rebuilt.held_seconds * 1000:.0f} ms of it.")
