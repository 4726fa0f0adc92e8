"""A collaborative chooses what it asks."""

from __future__ import annotations

from dataclasses import dataclass

from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.definition import InstrumentUse
from services.evaluation.domain.instrument import Instrument
from shared.contracts.refusal import Stale
from shared.persistence.changing import again_if_stale, change
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChooseInstrument:
    """For what, and the code of the instrument."""

    tenant: str
    use: InstrumentUse
    instrument: str


async def choose_instrument(
    command: ChooseInstrument, choices: Store[InstrumentChoice], instruments: Store[Instrument]
) -> Saved:
    """Surveys that are issued from now on ask this instrument.

    Raises:
        NotFound: there is no such instrument here.
        Invalid: it is made for another use.
    """
    instrument = await instruments.load(command.instrument)

    async def once() -> Saved:
        if await choices.find(command.tenant) is not None:
            return await change(choices, command.tenant, lambda one: one.choose(command.use, instrument))
        made = InstrumentChoice(tenant=command.tenant, id=command.tenant)
        made.choose(command.use, instrument)
        try:
            return await choices.add(made)
        except AlreadyExists:
            raise Stale("changed-meanwhile", "Somebody else chooses at the moment. Try again.") from None

    return await again_if_stale(once)
