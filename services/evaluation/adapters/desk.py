"""A tenant's desk: all that answering and tending take, in one transaction."""

from __future__ import annotations

from services.evaluation.adapters.pseudonyms import Pseudonyms
from services.evaluation.adapters.responses import SealedAnswers
from services.evaluation.commands.ports import Answers
from services.evaluation.kinds import RESPONSES
from services.evaluation.stores import AskingStores
from shared.messaging.policy import Work


class AnsweringDesk(AskingStores):
    """``Desk`` on real parts."""

    def __init__(self, tenant: str, work: Work, pseudonyms: Pseudonyms) -> None:
        super().__init__(work)
        self.answers: Answers = SealedAnswers(tenant, work.records(RESPONSES), pseudonyms)
