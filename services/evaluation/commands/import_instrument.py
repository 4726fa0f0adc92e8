"""An instrument is brought in from a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.shipped import shipped_instruments
from services.evaluation.domain.definition import Definition
from services.evaluation.domain.instrument import Instrument
from shared.contracts.refusal import Refused, Stale
from shared.persistence.changing import again_if_stale, change
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ImportInstrument:
    """The definition, and on which day."""

    tenant: str
    definition: Definition
    on: date


async def import_instrument(command: ImportInstrument, instruments: Store[Instrument]) -> Saved:
    """Publishes a version of an instrument in the collaborative; the same one again changes nothing.

    Raises:
        NotSound: the definition makes no sense, or its licence keeps it out.
        Refused: the version is published and was another, or the code is that of a shipped instrument.
    """
    definition = command.definition
    if definition.code in {one.code for one in shipped_instruments().values()}:
        raise Refused("code-of-a-shipped-one", "This code is that of a shipped instrument. Use another one.")

    async def once() -> Saved:
        if await instruments.find(definition.code) is not None:
            return await change(instruments, definition.code, lambda one: one.publish(definition, command.on))
        made = Instrument.begin(command.tenant, definition, command.on)
        try:
            return await instruments.add(made)
        except AlreadyExists:
            raise Stale("changed-meanwhile", "Somebody else imports it at the moment. Try again.") from None

    return await again_if_stale(once)
