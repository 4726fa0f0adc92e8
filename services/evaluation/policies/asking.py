"""Whenever something comes about that people are asked about, they are asked, if they consent to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date

from services.evaluation.commands.ask import ask
from services.evaluation.domain.respondent import Cause, Respondent
from services.evaluation.stores import AskingStores
from shared.contracts.evaluation import SurveyEnd, SurveyPurpose
from shared.contracts.registration import (
    ConsentChanged,
    ConsentPurpose,
    ParticipantChanged,
    ParticipantErased,
    ParticipantJoined,
    ParticipantLeft,
    Role,
)
from shared.contracts.training import Attendance, AttendanceRecorded, ModuleCompleted, ModuleReleased
from shared.local_time import day_in_london
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def joins(event: ParticipantJoined, envelope: Envelope, work: Work) -> None:
    """Somebody takes part: they are asked for the baseline once they consent."""
    await _change(
        event.participant_id,
        lambda one: one.join(event.role, event.organisation, event.joined_on, envelope.time),
        envelope,
        work,
    )


async def has_another_part(event: ParticipantChanged, envelope: Envelope, work: Work) -> None:
    """Somebody has another role or organisation."""

    def change(one: Respondent) -> Sequence[Cause]:
        one.change_part(event.role, event.organisation)
        return ()

    await _change(event.participant_id, change, envelope, work)


async def consents_or_not(event: ConsentChanged, envelope: Envelope, work: Work) -> None:
    """Somebody agrees to be asked, or no longer does: then what is open is closed."""
    if event.purpose is not ConsentPurpose.EVALUATION:
        return
    if event.given:
        await _change(event.participant_id, lambda one: one.consent(envelope.time), envelope, work)
        return

    def withdraw(one: Respondent) -> Sequence[Cause]:
        one.withdraw_consent()
        return ()

    respondent = await _change(event.participant_id, withdraw, envelope, work)
    await _close(respondent, SurveyEnd.CONSENT_WITHDRAWN, event.changed_on, work)


async def leaves(event: ParticipantLeft, envelope: Envelope, work: Work) -> None:
    """Somebody takes part no longer: what is open is closed."""

    def leave(one: Respondent) -> Sequence[Cause]:
        one.leave()
        return ()

    respondent = await _change(event.participant_id, leave, envelope, work)
    await _close(respondent, SurveyEnd.LEFT, event.left_on, work)


async def is_erased(event: ParticipantErased, envelope: Envelope, work: Work) -> None:
    """Somebody is to be forgotten: nothing can be answered any more, and what was is due to be removed.

    To remove it takes the key of the pseudonyms, which only the service itself has and not the operator's
    command, where a policy may run as well. So the service does that as the next thing that is due.
    """

    def erase(one: Respondent) -> Sequence[Cause]:
        one.erase(event.erased_on)
        return ()

    respondent = await _change(event.participant_id, erase, envelope, work)
    await _close(respondent, SurveyEnd.ERASED, event.erased_on, work)


async def was_at_a_session(event: AttendanceRecorded, envelope: Envelope, work: Work) -> None:
    """Somebody was at a session, at least for a part: they are asked how it was."""
    if event.attendance not in (Attendance.ATTENDED, Attendance.PART):
        return
    cause = Cause(
        purpose=SurveyPurpose.EXPERIENCE,
        about=event.session_id,
        day=event.held_on,
        role=event.role,
        organisation=event.organisation,
        at=envelope.time,
    )
    await _change(event.participant_id, lambda one: one.learn(cause), envelope, work)


async def completed_a_module(event: ModuleCompleted, envelope: Envelope, work: Work) -> None:
    """Somebody completed a module: they are asked whether it changed anything, and 90 days later again."""
    cause = Cause(
        purpose=SurveyPurpose.EMPOWERMENT,
        about=f"{event.module_id}/{event.version}",
        day=event.completed_on,
        role=event.role,
        organisation=event.organisation,
        at=envelope.time,
    )
    await _change(event.participant_id, lambda one: one.learn(cause), envelope, work)


async def made_a_module(event: ModuleReleased, envelope: Envelope, work: Work) -> None:
    """A module is released: everybody who helped to make it is asked how that was."""
    roles: dict[str, Role] = {one.participant_id: one.role for one in event.contributors}
    for participant_id, role in roles.items():

        def learn(one: Respondent, role: Role = role) -> Sequence[Cause]:
            return one.learn(
                Cause(
                    purpose=SurveyPurpose.PROCESS_REVIEW,
                    about=f"{event.module_id}/{event.version}",
                    day=event.released_on,
                    role=role,
                    organisation=one.organisation,
                    at=envelope.time,
                )
            )

        await _change(participant_id, learn, envelope, work)


ASKING = [
    Policy(ParticipantJoined, joins),
    Policy(ParticipantChanged, has_another_part),
    Policy(ConsentChanged, consents_or_not),
    Policy(ParticipantLeft, leaves),
    Policy(ParticipantErased, is_erased),
    Policy(AttendanceRecorded, was_at_a_session),
    Policy(ModuleCompleted, completed_a_module),
    Policy(ModuleReleased, made_a_module),
]


async def _change(
    participant_id: str, decide: Callable[[Respondent], Sequence[Cause]], envelope: Envelope, work: Work
) -> Respondent:
    """Changes a respondent, and asks them for what follows from it."""
    stores = AskingStores(work)
    found = await stores.respondents.find(participant_id)
    respondent = found or Respondent(tenant=envelope.tenant, id=participant_id)
    before = deepcopy(respondent)
    causes = decide(respondent)
    await ask(envelope.tenant, respondent, causes, day_in_london(envelope.time), stores)
    if found is None:
        await stores.respondents.add(respondent)
    elif respondent != before:
        await stores.respondents.save(respondent)
    return respondent


async def _close(respondent: Respondent, reason: SurveyEnd, on: date, work: Work) -> None:
    surveys = AskingStores(work).surveys
    for survey in (await surveys.find_many(respondent.surveys)).values():
        before = deepcopy(survey)
        survey.close(reason, on)
        if survey.recorded or survey != before:
            await surveys.save(survey)
