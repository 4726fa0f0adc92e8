"""``docker-compose.yml``, read as Compose reads it: merged, and with its variables filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.services import REPOSITORY

FILE = REPOSITORY / "docker-compose.yml"
TRY_OUT = REPOSITORY / "deploy" / "try-out.env"
EXAMPLE = REPOSITORY / "deploy" / "env.example"
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass(frozen=True)
class Variable:
    """One place at which the file takes something from its environment."""

    name: str
    required: bool
    default: str


def project() -> dict[str, Any]:
    """The file, with its anchors merged and its variables left as they are."""
    return yaml.safe_load(FILE.read_text())


def services() -> dict[str, dict[str, Any]]:
    """The services by their names."""
    return project()["services"]


def ours() -> dict[str, dict[str, Any]]:
    """Those that run our own image."""
    return {name: one for name, one in services().items() if one["image"].startswith("${LEVELFIELD_IMAGE")}


def variables() -> list[Variable]:
    """Everything that the file takes from its environment."""
    text = "\n".join(line for line in FILE.read_text().splitlines() if not line.lstrip().startswith("#"))
    return [Variable(name, how == "?", value) for name, how, value in _VARIABLE.findall(text)]


def environment_file(file: Path) -> dict[str, str]:
    """What a file of variables sets."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def filled_in(environment: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """What a container is told, if Compose is told this."""

    def value(match: re.Match[str]) -> str:
        name, how, default = match.groups()
        if how == "?" and not given.get(name):
            raise KeyError(f"{name}: {default}")
        return given.get(name) or (default if how == "-" else "")

    return {name: _VARIABLE.sub(value, str(told)) for name, told in environment.items()}
