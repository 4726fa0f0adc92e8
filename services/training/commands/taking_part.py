"""People whom a request names: those who take part, and those of them who are members of Q."""

from __future__ import annotations

from services.training.commands.people import Directory, somebody_active
from services.training.domain.person import Person
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import QJourney


async def taking_part(participant_id: str, people: Directory) -> Person:
    """Somebody who takes part at present.

    Raises:
        Invalid: nobody here has this id, or they take part no longer.
    """
    try:
        return await somebody_active(participant_id, people)
    except Refused:
        raise Invalid(
            "not-taking-part", "Nobody with this id takes part in this collaborative at present."
        ) from None


async def member_of_q(participant_id: str, people: Directory) -> Person:
    """A member of Q who takes part at present.

    Raises:
        Invalid: nobody here has this id, or they take part no longer.
        Refused: they are no member of Q.
    """
    person = await taking_part(participant_id, people)
    found = await people.get(participant_id) or {}
    if found.get("q_journey") != QJourney.MEMBER.value:
        raise Refused(
            "not-a-member-of-q", "This is for members of Q. Their lead can record that they are one."
        )
    return person
