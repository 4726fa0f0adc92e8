"""The instruments of a collaborative."""

from __future__ import annotations

from collections.abc import Sequence

from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.instrument import Instrument
from shared.persistence.store import Store


async def list_instruments(
    limit: int, after: str, instruments: Store[Instrument]
) -> tuple[Sequence[Instrument], str]:
    """A page of instruments in the order of their codes, and the code to go on after, empty at the end."""
    found = await instruments.page({}, limit + 1, [after] if after else [])
    return found[:limit], found[limit - 1].id if len(found) > limit else ""


async def chosen_instruments(tenant: str, choices: Store[InstrumentChoice]) -> dict[str, str]:
    """By use, the code of the instrument that was chosen, where one was."""
    choice = await choices.find(tenant)
    return dict(choice.chosen) if choice else {}
