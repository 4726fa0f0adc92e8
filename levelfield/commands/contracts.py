"""``levelfield contracts``: publish the contracts, and keep what was published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from levelfield.installation import FOUND, USAGE
from shared.contracts import export as exporting
from shared.contracts.compatibility import Breaking, breaking, unreadable
from shared.contracts.export import REPOSITORY, Files, generated, out_of_date
from shared.contracts.registry import CONTRACTS

app = typer.Typer(help="Publish the contracts, and keep what was published.", no_args_is_help=True)

RepositoryOption = Annotated[
    Path, typer.Option(metavar="DIR", file_okay=False, help="The repository; by default this code's own.")
]


@app.command()
def export(repository: RepositoryOption = REPOSITORY) -> None:
    """Write the JSON Schemas, the examples, asyncapi.yaml and docs/events.md from the classes of the events.

    Exit codes: 0 written, 2 there is no repository.

    Example: levelfield contracts export && git diff --stat
    """
    written = exporting.write(_repository(repository), generated())
    for path in written:
        typer.echo(f"{'Wrote' if (repository / path).exists() else 'Removed'} {path}")
    typer.echo(f"{len(written)} files changed.")


@app.command()
def check(
    repository: RepositoryOption = REPOSITORY,
    as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False,
) -> None:
    """See that the generated files say what the code says, and that the code keeps what was released.

    Exit codes: 0 both, 1 not, and what to do, 2 there is no repository.

    Example: levelfield contracts check
    """
    files = generated()
    stale = out_of_date(_repository(repository), files)
    broken = _broken(repository, files)
    if as_json:
        told = {"out_of_date": stale, "breaking": [vars(one) for one in broken]}
        typer.echo(json.dumps(told, indent=2))
    else:
        _tell(stale, broken)
    if stale or broken:
        raise typer.Exit(FOUND)


@app.command()
def release(repository: RepositoryOption = REPOSITORY) -> None:
    """Make today's contracts the set that all later ones are held to. Do this with each release.

    Exit codes: 0 done, 1 they break what was released before, 2 there is no repository.

    Example: levelfield contracts release && git add shared/contracts/schemas/released
    """
    files = generated()
    broken = _broken(_repository(repository), files)
    if broken:
        _tell([], broken)
        raise typer.Exit(FOUND)
    changed = exporting.release(repository, files)
    for path in changed:
        typer.echo(f"Wrote {path}")
    typer.echo(f"Released: {len(list(CONTRACTS))} events, {len(changed)} files changed.")


def _repository(path: Path) -> Path:
    if not (path / "shared" / "contracts").is_dir():
        typer.echo("There is no shared/contracts there: name the repository with --repository.", err=True)
        raise typer.Exit(USAGE)
    return path


def _broken(repository: Path, files: Files) -> list[Breaking]:
    try:
        schemas, examples = exporting.released(repository)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FOUND) from None
    return [*breaking(schemas, exporting.schemas_in(files)), *unreadable(examples, schemas, CONTRACTS)]


def _tell(stale: list[str], broken: list[Breaking]) -> None:
    for path in stale:
        typer.echo(f"{path} is not what the code says.")
    if stale:
        typer.echo("Run make contracts, look at the difference, and commit it.")
    for one in broken:
        typer.echo(str(one))
    if broken:
        typer.echo("What was released is kept: readers and the history on the topics rely on it.")
    if not stale and not broken:
        typer.echo("The generated files are up to date, and nothing that was released is broken.")
