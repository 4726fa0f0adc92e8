"""Somebody is asked: which instrument, and then the survey itself.

What is here runs in the transaction of whoever calls it, together with what made it necessary. Whoever is
asked is changed along with it, so that of two who change one person one begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.evaluation.commands.shipped import shipped_instruments
from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.definition import Definition, InstrumentUse, use_for
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.respondent import Asked, Cause, Respondent
from services.evaluation.domain.survey import Survey
from shared.persistence.store import Store


class Asking(Protocol):
    """The stores of one tenant that asking takes."""

    @property
    def instruments(self) -> Store[Instrument]: ...

    @property
    def choices(self) -> Store[InstrumentChoice]: ...

    @property
    def surveys(self) -> Store[Survey]: ...


async def ask(tenant: str, respondent: Respondent, causes: Sequence[Cause], on: date, stores: Asking) -> None:
    """Issues a survey for each cause. The respondent is changed, and not saved here."""
    for cause in causes:
        asks = await _what_to_ask(tenant, respondent, cause, on, stores)
        survey = Survey.issue(
            tenant=tenant,
            survey_id=cause.survey_id(tenant, respondent.id),
            participant_id=respondent.id,
            cause=cause,
            asks=asks,
            on=on,
        )
        await stores.surveys.add(survey)
        respondent.ask(cause, Asked(instrument=asks.code, version=asks.version))


async def _what_to_ask(
    tenant: str, respondent: Respondent, cause: Cause, on: date, stores: Asking
) -> Definition:
    use = use_for(cause.purpose)
    before = respondent.empowerment
    if use is InstrumentUse.EMPOWERMENT and before is not None:
        # A change can be told only between answers to the same questions.
        return (await stores.instruments.load(before.instrument)).in_version(before.version)
    choice = await stores.choices.find(tenant)
    code = choice.code_for(use) if choice else None
    if code is not None:
        return (await stores.instruments.load(code)).latest
    return (await have_shipped(tenant, shipped_instruments()[use], on, stores.instruments)).latest


async def have_shipped(
    tenant: str, definition: Definition, on: date, instruments: Store[Instrument]
) -> Instrument:
    """A shipped instrument, published in the collaborative if it is not yet there in this version."""
    instrument = await instruments.find(definition.code)
    if instrument is None:
        instrument = Instrument.begin(tenant, definition, on, shipped=True)
        await instruments.add(instrument)
    elif instrument.shipped and instrument.latest.version < definition.version:
        instrument.publish(definition, on)
        await instruments.save(instrument)
    return instrument
