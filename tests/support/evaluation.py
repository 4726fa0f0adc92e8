"""Evaluation on a real MongoDB and without Kafka: events are applied as a lane would, and people answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, cast

from services.evaluation.adapters.desk import AnsweringDesk
from services.evaluation.adapters.pseudonyms import Pseudonyms
from services.evaluation.adapters.responses import SealedResponses
from services.evaluation.commands.answer_survey import (
    AnswerSurvey,
    TakeBackAnswers,
    answer_survey,
    take_back_answers,
)
from services.evaluation.commands.tend_surveys import TendSurveys, tend_surveys
from services.evaluation.definition import EVALUATION
from services.evaluation.domain.scoring import Answer
from services.evaluation.domain.survey import Survey
from services.evaluation.kinds import INSTRUMENTS, RESPONDENTS, RESPONSES, SURVEYS
from shared.contracts.event import Event
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.envelope import Envelope
from shared.messaging.unit_of_work import unit_of_work
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import Client, Database
from shared.persistence.due import DueList
from shared.persistence.outbox import Cause
from shared.persistence.records import Records
from tests.support.replica import Replica, replica_of

KEY = b"an invented key of 32 bytes, yes"
TENANT = "mental-health-ni"


class Evaluated:
    """One installation of evaluation, as it is between two events."""

    def __init__(self, database: Database, replica: Replica, tenant: str = TENANT) -> None:
        self.database, self.replica, self.tenant = database, replica, tenant
        self.pseudonyms = Pseudonyms(KEY)
        self._sequences: Counter[str] = Counter()

    def arrival(self, event: Event, about: str, at: datetime, tenant: str = "") -> Arrival:
        """The next event of that aggregate, told at that time."""
        subject = f"{event.aggregate}/{about}"
        self._sequences[subject] += 1
        envelope = Envelope(tenant or self.tenant, subject, self._sequences[subject], event.type, at)
        headers = cast("Any", envelope.headers())
        message = Message(event.topic, 0, 0, envelope.key(), headers, event.model_dump_json().encode())
        return arrival_of(message, event.owner)

    async def hear(self, event: Event, about: str, at: datetime, tenant: str = "") -> Arrival:
        """Applies it, and gives it back so that it can be applied again."""
        arrival = self.arrival(event, about, at, tenant)
        await self.replica.apply(arrival)
        return arrival

    @asynccontextmanager
    async def desks(self, tenant: str) -> AsyncGenerator[AnsweringDesk]:
        async with unit_of_work(self.database, self.replica.shelves, tenant, Cause()) as work:
            yield AnsweringDesk(tenant, work, self.pseudonyms)

    def store(self, kind: AggregateKind[Any], tenant: str = "") -> Aggregates[Any]:
        return Aggregates(self.replica.shelves[kind.collection], tenant or self.tenant, Cause())

    @property
    def records(self) -> Records:
        return Records(self.database, RESPONSES, self.tenant)

    @property
    def responses(self) -> SealedResponses:
        return SealedResponses(self.tenant, self.records, self.pseudonyms, self.store(INSTRUMENTS))

    async def surveys(self, participant_id: str = "") -> list[Survey]:
        """All, or those of one person."""
        where = {"participant_id": participant_id} if participant_id else {}
        return list(await self.store(SURVEYS).page(where, 100))

    async def answer(self, survey: Survey, answers: Mapping[str, Answer], on: date, who: str = "") -> None:
        """As the person who is asked, or as somebody else."""
        await answer_survey(
            AnswerSurvey(
                tenant=self.tenant,
                survey_id=survey.id,
                participants=frozenset({who or survey.participant_id}),
                answers=answers,
                on=on,
            ),
            self.desks,
        )

    async def take_back(self, survey: Survey) -> None:
        command = TakeBackAnswers(
            tenant=self.tenant, survey_id=survey.id, participants=frozenset({survey.participant_id})
        )
        await take_back_answers(command, self.desks)

    async def tend(self, on: date) -> int:
        """Does what is due on that day."""
        shelves = self.replica.shelves
        respondents, surveys = DueList(shelves[RESPONDENTS.collection]), DueList(shelves[SURVEYS.collection])
        command = TendSurveys(on=on, reminder_days=(7, 14))
        return await tend_surveys(command, respondents, surveys, self.desks)

    async def kept(self) -> int:
        """How many responses there are."""
        return len([one async for one in self.records.each({})])

    def published(self) -> list[str]:
        """The types of all events that were announced, each once."""
        events = {
            (one.envelope.subject, one.envelope.sequence): one.envelope.type.split(".")[2]
            for pending in self.replica.announced
            for one in pending.events
        }
        return list(events.values())


@asynccontextmanager
async def evaluated(client: Client, database: Database) -> AsyncGenerator[Evaluated]:
    """With everything prepared as a start of the service does."""
    async with replica_of(client, database, EVALUATION) as replica:
        yield Evaluated(database, replica)
