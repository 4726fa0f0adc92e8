"""How commands reach the services that run on this machine: with tokens of the development issuer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import typer

from levelfield.issuer.mint import mint
from levelfield.load.door import Door
from levelfield.local import record
from levelfield.local.layout import Layout
from levelfield.local.stack import ISSUER, SERVICES

NOTHING_RUNS = 3
_REQUEST_SECONDS = 30.0
_TOKEN_MINUTES = 240.0


def urls_of(root: Path) -> dict[str, str]:
    """Where the services of the stack under ``root`` are, and its issuer; ends the command if one is not."""
    names = [ISSUER.name, *(service.name for service in SERVICES)]
    found = {name: record.read(Layout(root).run / f"{name}.json") for name in names}
    if missing := [name for name, known in found.items() if known is None]:
        typer.echo(f"Not everything runs here ({', '.join(missing)}): start it with levelfield up.", err=True)
        raise typer.Exit(NOTHING_RUNS)
    return {name: known.url for name, known in found.items() if known is not None}


@asynccontextmanager
async def door_to(tenant: str, urls: Mapping[str, str], root: Path) -> AsyncGenerator[Door]:
    """The services, for a collaborative's lead, and for its members where they answer for themselves."""

    def token(member: str) -> str:
        return mint(
            Layout(root).home,
            urls[ISSUER.name],
            roles=["member"] if member else ["lead"],
            tenant=tenant,
            participant=member or None,
            minutes=_TOKEN_MINUTES,
        )

    async with httpx.AsyncClient(timeout=_REQUEST_SECONDS, trust_env=False) as http:
        yield Door(http, urls, tenant, token)
