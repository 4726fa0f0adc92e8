"""How commands reach the services: with tokens of the development issuer.

The services of the stack that runs here are found by its records. An installation elsewhere is named by
the environment: ``LEVELFIELD_<SERVICE>_URL`` for each service, and ``LEVELFIELD_ISSUER`` as the services
know it. It has to believe the development issuer whose keys are in the folder of the installation.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import typer

from levelfield.issuer.mint import mint
from levelfield.load.door import AT_ONCE, Door
from levelfield.local import record
from levelfield.local.layout import Layout
from levelfield.local.stack import ISSUER, SERVICES

NOTHING_RUNS = 3
ISSUER_VARIABLE = "LEVELFIELD_ISSUER"
URL_VARIABLES = {
    service.name: f"LEVELFIELD_{service.name.upper()}_URL" for service in SERVICES if not service.reaches
}
"""Those with an API of their own."""
_REQUEST_SECONDS = 30.0
_TOKEN_MINUTES = 240.0


def urls_of(root: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Where the services and the issuer are; ends the command if one of them is not known.

    The environment wins if it names any service, and then has to name all: half of one installation and
    half of another would be a mixture that nobody meant.
    """
    if any(environ.get(variable) for variable in URL_VARIABLES.values()):
        return _named(environ)
    names = [ISSUER.name, *URL_VARIABLES]
    found = {name: record.read(Layout(root).run / f"{name}.json") for name in names}
    if missing := [name for name, known in found.items() if known is None]:
        typer.echo(f"Not everything runs here ({', '.join(missing)}): start it with levelfield up.", err=True)
        raise typer.Exit(NOTHING_RUNS)
    return {name: known.url for name, known in found.items() if known is not None}


def _named(environ: Mapping[str, str]) -> dict[str, str]:
    variables = {ISSUER.name: ISSUER_VARIABLE, **URL_VARIABLES}
    if missing := [variable for variable in variables.values() if not environ.get(variable)]:
        typer.echo(f"The environment names some services and not all: set {', '.join(missing)}.", err=True)
        raise typer.Exit(NOTHING_RUNS)
    return {name: environ[variable].rstrip("/") for name, variable in variables.items()}


@asynccontextmanager
async def door_to(tenant: str, urls: Mapping[str, str], root: Path, origin: str = "") -> AsyncGenerator[Door]:
    """The services, for a collaborative's lead, and for its members where they answer for themselves.

    Args:
        origin: the collaborative that it is made from, whose lead this is as well.
    """

    def token(member: str) -> str:
        return mint(
            Layout(root).home,
            urls[ISSUER.name],
            roles=["member"] if member else ["lead"],
            tenant=tenant,
            also_in=[origin] if origin and not member else (),
            participant=member or None,
            minutes=_TOKEN_MINUTES,
        )

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(timeout=_REQUEST_SECONDS, limits=limits, trust_env=False) as http:
        yield Door(http, urls, tenant, token)
