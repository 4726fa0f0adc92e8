"""Who gives a session: people who take part, by the role they have when they are named."""

from __future__ import annotations

from collections.abc import Sequence

from services.training.commands.people import Directory, somebody_active
from services.training.domain.session_plan import SessionFacilitator
from shared.contracts.refusal import Invalid, Refused


async def facilitators(
    ids: Sequence[str], people: Directory, known: Sequence[SessionFacilitator] = ()
) -> list[SessionFacilitator]:
    """The facilitators with these ids.

    Args:
        known: those who were named before. They keep the role they had then, and may have left since.

    Raises:
        Invalid: one of the others does not take part here.
    """
    before = {one.participant_id: one for one in known}
    return [before.get(one) or await _named_now(one, people) for one in ids]


async def _named_now(participant_id: str, people: Directory) -> SessionFacilitator:
    try:
        person = await somebody_active(participant_id, people)
    except Refused:
        raise Invalid(
            "facilitator-unknown", "A facilitator has to be somebody who takes part in the collaborative."
        ) from None
    return SessionFacilitator(participant_id=person.id, role=person.role)
