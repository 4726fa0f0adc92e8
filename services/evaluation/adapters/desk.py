"""A tenant's desk: all that answering and tending take, in one transaction."""

from __future__ import annotations

from services.evaluation.adapters.pseudonyms import Pseudonyms
from services.evaluation.adapters.responses import SealedAnswers
from services.evaluation.commands.ports import Answers
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.kinds import REPORTS, RESPONSES
from services.evaluation.stores import AskingStores
from shared.messaging.policy import Work
from shared.persistence.store import Store


class AnsweringDesk(AskingStores):
    """``Desk`` on real parts."""

    def __init__(self, tenant: str, work: Work, pseudonyms: Pseudonyms) -> None:
        super().__init__(work)
        self.reports: Store[ImpactReport] = work.aggregates(REPORTS)
        self.answers: Answers = SealedAnswers(tenant, work.records(RESPONSES), pseudonyms)
