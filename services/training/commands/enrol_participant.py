"""Somebody asks for a place."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.commands.outcome import Outcome, outcome_of
from services.training.commands.people import Directory, somebody_active
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class EnrolParticipant:
    """Who, in which session, and whether somebody of the collaborative does it for them."""

    session_id: str
    participant_id: str
    now: Moment
    by_staff: bool


async def enrol_participant(
    command: EnrolParticipant, sessions: Store[Session], people: Directory
) -> Outcome:
    """A place if there is one for them, or else a turn in the queue. Asking again gives the same.

    Raises:
        NotFound: there is no such person or session.
        Refused: the person has left, or the session is over, has started or is full.
    """
    person = await somebody_active(command.participant_id, people)
    return await outcome_of(
        sessions,
        command.session_id,
        command.participant_id,
        command.now,
        lambda session: session.enrol(person, command.now, by_staff=command.by_staff),
    )
