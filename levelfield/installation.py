"""The installation that an operator's command works on: where its parts are, and which services it has."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from levelfield.local import record
from levelfield.local.layout import Layout
from services.evaluation.definition import EVALUATION
from services.notifications.definition import NOTIFICATIONS
from services.registration.definition import REGISTRATION
from services.training.definition import TRAINING
from shared.contracts.refusal import Refused
from shared.observability.logging import configure
from shared.persistence.database import Client, Database, connect
from shared.runtime.definition import ServiceDefinition
from shared.settings import ServiceSettings

SERVICES: tuple[ServiceDefinition, ...] = (REGISTRATION, TRAINING, EVALUATION, NOTIFICATIONS)

FOUND, USAGE, UNREACHABLE = 1, 2, 3
"""Exit codes: something is not as it should be; the command was wrong; a part does not answer."""


class NoInstallation(Exception):
    """Neither the environment nor a running local stack says where Kafka and MongoDB are."""


@dataclass(frozen=True)
class Installation:
    """Where everything is."""

    settings: ServiceSettings
    client: Client

    def database(self, service: str) -> Database:
        """A service's own database."""
        return self.client[self.settings.database(service)]


def definition_of(service: str) -> ServiceDefinition:
    """The service of that name; ends the command with what there is if there is none."""
    for definition in SERVICES:
        if definition.name == service:
            return definition
    names = ", ".join(definition.name for definition in SERVICES)
    typer.echo(f"There is no service of that name. There are: {names}.", err=True)
    raise typer.Exit(USAGE)


def settings_for(root: Path) -> ServiceSettings:
    """What the environment says, and where it is silent what the local stack under ``root`` says.

    Raises:
        NoInstallation: neither says where Kafka and MongoDB are.
    """
    run = Layout(root).run
    found = {"KAFKA_BOOTSTRAP_SERVERS": "kafka", "MONGODB_URI": "mongo"}
    values: dict[str, str] = {}
    for variable, part in found.items():
        known = record.read(run / f"{part}.json")
        url = os.environ.get(variable) or (known.url if known else "")
        if not url:
            raise NoInstallation(f"Nothing runs here: start it with levelfield up, or set {variable}.")
        values[variable] = url
    return ServiceSettings.model_validate(values)


@asynccontextmanager
async def _opened(root: Path) -> AsyncGenerator[Installation]:
    settings = settings_for(root)
    client = connect(settings.mongodb_uri)
    try:
        yield Installation(settings, client)
    finally:
        await client.close()


def work_on[T](root: Path, work: Callable[[Installation], Awaitable[T]]) -> T:
    """Runs ``work`` on the installation, and ends the command with one sentence if a part is away."""

    async def run() -> T:
        async with _opened(root) as installation:
            return await work(installation)

    configure("levelfield", level="error")
    try:
        return asyncio.run(run())
    except NoInstallation as error:
        typer.echo(str(error), err=True)
    except Refused as error:
        typer.echo(error.sentence, err=True)
        raise typer.Exit(FOUND) from None
    except PyMongoError as error:
        typer.echo(f"MongoDB does not answer ({type(error).__name__}).", err=True)
    except (KafkaError, OSError) as error:
        typer.echo(f"Kafka does not answer ({type(error).__name__}).", err=True)
    raise typer.Exit(UNREACHABLE)
