"""``levelfield verify``: has every consumer what every owner has published?"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from levelfield.commands.options import HERE, RootOption
from levelfield.installation import FOUND, SERVICES, Installation, definition_of, work_on
from shared.runtime.definition import ServiceDefinition
from shared.runtime.verify import Verdict, Verifier

SHOWN = 50
LOOK_AGAIN_SECONDS = 0.5


def verify(
    wait: Annotated[float, typer.Option(help="Seconds to wait for what is still on its way.")] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False,
    services: Annotated[
        list[str] | None, typer.Option("--service", help="Compare this service alone; may be given again.")
    ] = None,
    root: RootOption = HERE,
) -> None:
    """Compare what was published with what was applied, for every tenant and aggregate.

    Lists what is pending, missing, ahead, parked, quarantined or unreadable. Of services that are named, only
    what those have published and applied is compared: for an installation that does not run all of them.

    Exit codes: 0 nothing is, 1 something is, 3 a part does not answer.

    Example: levelfield verify --wait 30
    """
    compared = [definition_of(name) for name in services or ()] or SERVICES
    verdict = work_on(root, lambda installation: _settled(installation, compared, wait))
    if as_json:
        typer.echo(json.dumps(asdict(verdict), indent=2))
    else:
        _show(verdict)
    if verdict.findings:
        raise typer.Exit(FOUND)


async def _settled(installation: Installation, compared: Sequence[ServiceDefinition], wait: float) -> Verdict:
    databases = {one.name: installation.database(one.name) for one in compared}
    verifier = Verifier(compared, databases)
    deadline = time.monotonic() + wait
    while True:
        verdict = await verifier.verify()
        on_its_way = any(one.kind in ("pending", "missing", "ahead") for one in verdict.findings)
        if not on_its_way or time.monotonic() > deadline:
            return verdict
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


def _show(verdict: Verdict) -> None:
    console = Console(highlight=False)
    if not verdict.findings:
        typer.echo(f"All is well: {verdict.events} events of {verdict.aggregates} aggregates are applied.")
        return
    table = Table("what", "service", "collaborative", "aggregate", "published", "applied")
    for one in verdict.findings[:SHOWN]:
        numbers = (str(one.published), str(one.applied))
        table.add_row(one.kind, one.service, one.tenant, one.aggregate, *numbers)
    console.print(table)
    counts = Counter(one.kind for one in verdict.findings)
    typer.echo(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
