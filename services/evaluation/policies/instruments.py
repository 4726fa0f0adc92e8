"""Whenever a collaborative begins, the shipped instruments are there.

If it was made from another one, what that had imported is there as well, and asked for the same.
"""

from __future__ import annotations

from services.evaluation.commands.ask import have_shipped
from services.evaluation.commands.shipped import shipped_instruments
from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.instrument import Instrument
from services.evaluation.kinds import INSTRUMENT_CHOICES, INSTRUMENTS
from shared.contracts.registration import CollaborativeCreated, CollaborativeSpread
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work

_AT_ONCE = 100


async def begins(event: CollaborativeCreated, envelope: Envelope, work: Work) -> None:
    """The shipped instruments are published, those that are not yet."""
    instruments = work.aggregates(INSTRUMENTS)
    for definition in shipped_instruments().values():
        await have_shipped(envelope.tenant, definition, event.created_on, instruments)


async def brings_instruments_along(event: CollaborativeSpread, envelope: Envelope, work: Work) -> None:
    """What the other one had imported is published here too, and asked for the same."""
    instruments = work.aggregates(INSTRUMENTS)
    theirs = work.origin(INSTRUMENTS, event.origin)
    after: list[str] = []
    while page := await theirs.page({}, _AT_ONCE, after):
        for one in page:
            if not one.shipped and await instruments.find(one.id) is None:
                copy = Instrument(tenant=envelope.tenant, id=one.id)
                for definition in one.versions:
                    copy.publish(definition, event.spread_on)
                await instruments.add(copy)
        after = [page[-1].id]
    choice = await work.origin(INSTRUMENT_CHOICES, event.origin).find(event.origin)
    choices = work.aggregates(INSTRUMENT_CHOICES)
    if choice is not None and await choices.find(envelope.tenant) is None:
        await choices.add(
            InstrumentChoice(tenant=envelope.tenant, id=envelope.tenant, chosen=dict(choice.chosen))
        )


INSTRUMENTS_COME = [
    Policy(CollaborativeCreated, begins),
    Policy(CollaborativeSpread, brings_instruments_along),
]
