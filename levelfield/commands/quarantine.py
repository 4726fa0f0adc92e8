"""``levelfield quarantine``: see and work off what could not be applied."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from levelfield.commands.options import HERE, RootOption
from levelfield.installation import FOUND, SERVICES, USAGE, Installation, definition_of, work_on
from shared.messaging.operate import Outcome, QuarantineDesk
from shared.runtime.desk import desk_for

app = typer.Typer(help="See and work off what could not be applied.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print an object for programs.")]
ServiceArgument = Annotated[str, typer.Argument(help="The service that could not apply it.")]
NameArgument = Annotated[str, typer.Argument(help="<tenant>/<subject>, or the id of an unreadable message.")]


def _desk(installation: Installation, service: str) -> QuarantineDesk:
    return desk_for(definition_of(service), installation.settings, installation.client)


@app.command("list")
def list_held(
    service: Annotated[str | None, typer.Argument(help="Only this service.")] = None,
    as_json: JsonOption = False,
    root: RootOption = HERE,
) -> None:
    """List what is held back, by service.

    Exit codes: 0 nothing is held, 1 something is, 3 MongoDB does not answer.

    Example: levelfield quarantine list training
    """
    names = [definition_of(service).name] if service else [one.name for one in SERVICES]

    async def look(installation: Installation) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for name in names:
            desk = _desk(installation, name)
            rows += [{"service": name, **asdict(one)} for one in await desk.held()]
            rows += [_unreadable_row(name, one) async for one in desk.unreadable()]
        return rows

    rows = work_on(root, look)
    if as_json:
        typer.echo(json.dumps(rows, indent=2, default=str))
    else:
        _show(rows)
    if rows:
        raise typer.Exit(FOUND)


@app.command()
def show(service: ServiceArgument, name: NameArgument, root: RootOption = HERE) -> None:
    """Show all that is kept of an aggregate or a message, as JSON. Values are shown as text or hex.

    Exit codes: 0 shown, 1 nothing of that name is held, 3 MongoDB does not answer.

    Example: levelfield quarantine show training mental-health-ni/participant/0199... --root .
    """
    found = work_on(root, lambda installation: _desk(installation, service).show(name))
    typer.echo(json.dumps(found, indent=2, default=_printable))


@app.command()
def retry(
    service: ServiceArgument,
    name: Annotated[str | None, typer.Argument(help="<tenant>/<subject>; leave out with --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Everything that is held.")] = False,
    as_json: JsonOption = False,
    root: RootOption = HERE,
) -> None:
    """Apply what is held, in order, as far as it goes. Run it after the handler is mended.

    Exit codes: 0 nothing of it is held any more, 1 something still is, 2 wrong use, 3 a part is away.

    Example: levelfield quarantine retry training --all
    """
    if every == (name is not None):
        typer.echo("Name one aggregate, or say --all.", err=True)
        raise typer.Exit(USAGE)

    async def run(installation: Installation) -> list[Outcome]:
        desk = _desk(installation, service)
        names = [name] if name else [one.aggregate for one in await desk.held()]
        return [await desk.retry(one) for one in names]

    _tell(work_on(root, run), as_json)


@app.command()
def discard(
    service: ServiceArgument,
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonOption = False,
    root: RootOption = HERE,
) -> None:
    """Give up the event at which an aggregate stopped, for good, and apply what waits behind it.

    Exit codes: 0 nothing of it is held any more, 1 something still is, 3 a part is away.

    Example: levelfield quarantine discard training mental-health-ni/participant/0199...
    """
    if not yes:
        typer.confirm("The event will never be applied, not even by a rebuild. Go on?", abort=True)
    outcome = work_on(root, lambda installation: _desk(installation, service).discard(name))
    _tell([outcome], as_json)


def _tell(outcomes: list[Outcome], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in outcomes], indent=2))
    else:
        for one in outcomes:
            rest = f", {one.still_held} still held ({one.error or 'gap'})" if one.still_held else ""
            typer.echo(f"{one.aggregate}: {one.applied} applied{rest}")
    if any(one.still_held for one in outcomes):
        raise typer.Exit(FOUND)


def _unreadable_row(service: str, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "service": service,
        "aggregate": message["_id"],
        "reason": f"unreadable: {message['reason']}",
        "waiting": 0,
        "since": message["at"],
    }


def _show(rows: list[dict[str, Any]]) -> None:
    if not rows:
        typer.echo("Nothing is held back.")
        return
    table = Table("service", "what", "why", "at", "waiting", "since")
    for row in rows:
        error = row.get("error", {})
        why = f"{row['reason']} {error.get('class', '')} {error.get('fingerprint', '')}".strip()
        at = f"#{row['sequence']}" if "sequence" in row else ""
        since = f"{row['since']:%Y-%m-%d %H:%M:%S}"
        table.add_row(row["service"], row["aggregate"], why, at, str(row["waiting"]), since)
    Console(highlight=False).print(table)


def _printable(value: object) -> str:
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return f"hex:{value[:200].hex()}"
    return str(value)
