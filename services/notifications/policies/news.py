"""Whenever something happens that one person alone is to hear of, they are told.

What happened long before it was recorded, as when a spreadsheet of years is brought in, is news to nobody.
"""

from __future__ import annotations

from datetime import date

from services.notifications.domain.judgement import FRESH
from services.notifications.policies.queueing import tell
from shared.contracts.evaluation import SurveyIssued, SurveyReminded
from shared.contracts.notifications import MessageKind
from shared.contracts.registration import ParticipantInvited, ParticipantJoined
from shared.contracts.training import MentorshipStarted, ModuleCompleted
from shared.local_time import day_in_london
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def invite(event: ParticipantInvited, envelope: Envelope, work: Work) -> None:
    """Somebody was asked to take part."""
    if _is_news(event.invited_on, envelope):
        await tell([event.participant_id], MessageKind.INVITATION, envelope, work)


async def welcome(event: ParticipantJoined, envelope: Envelope, work: Work) -> None:
    """Somebody takes part, for the first time or again."""
    if _is_news(event.joined_on, envelope):
        await tell([event.participant_id], MessageKind.WELCOME, envelope, work)


async def ask_for_answers(event: SurveyIssued, envelope: Envelope, work: Work) -> None:
    """Somebody is asked how it was."""
    if _is_news(event.issued_on, envelope):
        facts = {"survey": event.survey_id}
        await tell([event.participant_id], MessageKind.SURVEY, envelope, work, facts=facts)


async def remind_of_survey(event: SurveyReminded, envelope: Envelope, work: Work) -> None:
    """Somebody has not answered yet."""
    if _is_news(event.reminded_on, envelope):
        facts = {"survey": event.survey_id}
        await tell([event.participant_id], MessageKind.SURVEY_REMINDER, envelope, work, facts=facts)


async def congratulate(event: ModuleCompleted, envelope: Envelope, work: Work) -> None:
    """Somebody has attended every part of a module."""
    if _is_news(event.completed_on, envelope):
        facts = {"day": event.completed_on.isoformat()}
        await tell([event.participant_id], MessageKind.MODULE_COMPLETED, envelope, work, facts=facts)


async def introduce(event: MentorshipStarted, envelope: Envelope, work: Work) -> None:
    """Two people begin with each other, and both are told."""
    message = MessageKind.MENTORING_STARTED
    if _is_news(event.started_on, envelope):
        await tell([event.learner_id], message, envelope, work, facts={"part": "learner"})
        await tell([event.mentor_id], message, envelope, work, facts={"part": "mentor"})


NEWS = [
    Policy(ParticipantInvited, invite),
    Policy(ParticipantJoined, welcome),
    Policy(SurveyIssued, ask_for_answers),
    Policy(SurveyReminded, remind_of_survey),
    Policy(ModuleCompleted, congratulate),
    Policy(MentorshipStarted, introduce),
]


def _is_news(day: date, envelope: Envelope) -> bool:
    return day_in_london(envelope.time) - day <= FRESH
