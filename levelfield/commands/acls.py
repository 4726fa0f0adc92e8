"""``levelfield topics acls``: what Kafka lets each partner do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from levelfield.commands.options import HERE, RootOption
from levelfield.commands.topics import NamespaceOption, ServersOption, ask, kafka_at
from levelfield.installation import FOUND
from shared.messaging.partner_acls import Right, apply, compare, rights_of
from shared.messaging.partner_topics import Partner, spelling_of

WRONG_USE = 2


class Grant(BaseModel):
    """A partner, and as whom Kafka knows its systems."""

    model_config = ConfigDict(extra="forbid")

    tenant: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    organisation: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
    principal: str = Field(pattern=r"^User:[^\s*]{1,200}$")


class Grants(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")

    partners: list[Grant] = Field(max_length=10_000)
    ended: list[str] = Field(default_factory=list, max_length=10_000)
    """Principals of partners that are none any more: they are left nothing."""


def acls(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Such as partners.yaml.")],
    apply_them: Annotated[bool, typer.Option("--apply", help="Change it; else only tell.")] = False,
    bootstrap_servers: ServersOption = None,
    namespace: NamespaceOption = "",
    root: RootOption = HERE,
) -> None:
    """Compare what Kafka lets the partners' principals do with what a file says of them, or make it so.

    A partner reads its own out-topic and writes to its own in-topic, with consumer groups that begin with its
    own name, and can do nothing else. Principals that are not in the file are left alone.

    Exit codes: 0 it is so, 1 it is not or Kafka refused, 2 wrong use, 3 Kafka cannot be reached.

    Example: levelfield topics acls deploy/kafka/partners.yaml --apply
    """
    wanted = _wanted(_read(file), f"{namespace}-" if namespace else "")
    servers = kafka_at(bootstrap_servers, root)
    difference = ask(servers, lambda: (apply if apply_them else compare)(servers, wanted))
    for word, rights in (("add", difference.missing), ("remove", difference.surplus)):
        for right in rights:
            typer.echo(f"{word} {right}")
    if not (difference.missing or difference.surplus):
        typer.echo(f"All {len(wanted)} principals have exactly the rights they should have.")
    elif apply_them:
        typer.echo(f"Done: {len(difference.missing)} added, {len(difference.surplus)} removed.")
    else:
        raise typer.Exit(FOUND)


def _read(file: Path) -> Grants:
    try:
        return Grants.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        places = error.errors() if isinstance(error, ValidationError) else []
        where = ", ".join(sorted({".".join(map(str, one["loc"])) for one in places})) or "its form"
        typer.echo(f"{file.name} is not as it must be: {where}. See deploy/kafka/README.md.", err=True)
        raise typer.Exit(WRONG_USE) from None


def _wanted(grants: Grants, prefix: str) -> dict[str, set[Right]]:
    wanted: dict[str, set[Right]] = {principal: set() for principal in grants.ended}
    for grant in grants.partners:
        partner = Partner(grant.tenant, spelling_of(grant.organisation))
        wanted.setdefault(grant.principal, set()).update(rights_of(partner, grant.principal, prefix))
    return wanted
