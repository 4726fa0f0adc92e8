"""The instruments that come with Levelfield, the same in every collaborative."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from services.evaluation.commands.instrument_file import read_instrument
from services.evaluation.domain.definition import Definition, InstrumentUse


@cache
def shipped_instruments() -> Mapping[InstrumentUse, Definition]:
    """One for each use, by it. They are read once.

    Raises:
        NotSound: a file that is shipped is not as it has to be.
    """
    folder = files("services.evaluation") / "instruments"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    read = [read_instrument((folder / name).read_bytes()) for name in names]
    return {definition.use: definition for definition in read}
