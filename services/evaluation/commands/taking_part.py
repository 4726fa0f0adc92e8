"""In which role the holder of a token takes part."""

from __future__ import annotations

from collections.abc import Collection

from services.evaluation.commands.report_ports import People
from shared.contracts.registration import Role


async def role_among(tenant: str, participants: Collection[str], people: People) -> Role | None:
    """The role of the one of these records that takes part; None if none does.

    Args:
        participants: the records that the token says are the holder's own; mostly one.
    """
    for participant_id in sorted(participants):
        role = await people.role_of(tenant, participant_id)
        if role is not None:
            return role
    return None
