"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RootOption = Annotated[
    Path,
    typer.Option(
        "--root",
        metavar="DIR",
        file_okay=False,
        help="The folder of the installation; everything is kept in DIR/.levelfield.",
    ),
]
HERE = Path()
