"""``levelfield token``: a token of the development issuer, for trying things out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from levelfield.commands.options import HERE, RootOption
from levelfield.issuer.mint import CannotMint, mint
from levelfield.local import record
from levelfield.local.layout import Layout

NO_ISSUER = 3
BAD_REQUEST = 2


def token(
    role: Annotated[
        list[str],
        typer.Option(help="lead, facilitator, member, evaluator, partner, operator or national; repeatable."),
    ],
    tenant: Annotated[
        str | None, typer.Option(help="The collaborative; operator and national need none.")
    ] = None,
    also_in: Annotated[
        list[str] | None, typer.Option(help="Another collaborative in which the roles hold; repeatable.")
    ] = None,
    participant: Annotated[str | None, typer.Option(help="The member's own participant id.")] = None,
    organisation: Annotated[str | None, typer.Option(help="The partner's organisation code.")] = None,
    subject: Annotated[
        str | None, typer.Option(help="Who it is; made up from the roles if not given.")
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.1, max=60 * 24 * 30, help="How long it is good.")] = 60,
    issuer: Annotated[
        str | None, typer.Option(help="The issuer's URL; by default the one that runs here.")
    ] = None,
    audience: Annotated[str, typer.Option(help="For whom it is issued.")] = "levelfield",
    root: RootOption = HERE,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print an object instead of the bare token.")
    ] = False,
) -> None:
    """Make a token of the development issuer.

    Exit codes: 0 done, 2 what was asked for makes no token, 3 no development issuer is known here.

    Example: curl -H "Authorization: Bearer $(levelfield token --tenant mental-health-ni --role lead)" ...
    """
    url = issuer or _running_issuer(root)
    if url is None:
        typer.echo(
            "no development issuer runs here: start it with `levelfield up`, or name it with --issuer",
            err=True,
        )
        raise typer.Exit(NO_ISSUER)
    expires = datetime.now(UTC) + timedelta(minutes=minutes)
    try:
        made = mint(
            Layout(root).home,
            url,
            roles=role,
            tenant=tenant,
            also_in=also_in or (),
            participant=participant,
            organisation=organisation,
            subject=subject,
            audience=audience,
            minutes=minutes,
        )
    except CannotMint as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_REQUEST) from None
    told = {
        "token": made,
        "issuer": url,
        "expires": expires.isoformat(timespec="seconds"),
        "roles": role,
        "tenant": tenant,
    }
    typer.echo(json.dumps(told) if as_json else made)


def _running_issuer(root: Path) -> str | None:
    """The URL that `levelfield up` has written down, if it has."""
    known = record.read(Layout(root).run / "issuer.json")
    return known.url if known else None
