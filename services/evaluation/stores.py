"""One tenant's stores inside a transaction: what asking works on, for policies and commands alike."""

from __future__ import annotations

from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.respondent import Respondent
from services.evaluation.domain.survey import Survey
from services.evaluation.kinds import INSTRUMENT_CHOICES, INSTRUMENTS, RESPONDENTS, SURVEYS
from shared.messaging.policy import Work
from shared.persistence.store import Store


class AskingStores:
    """The stores that asking takes, in one transaction."""

    def __init__(self, work: Work) -> None:
        self.instruments: Store[Instrument] = work.aggregates(INSTRUMENTS)
        self.choices: Store[InstrumentChoice] = work.aggregates(INSTRUMENT_CHOICES)
        self.surveys: Store[Survey] = work.aggregates(SURVEYS)
        self.respondents: Store[Respondent] = work.aggregates(RESPONDENTS)
