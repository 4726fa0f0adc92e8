"""What is known of people and surveys at this moment, for whoever decides whether a message may go."""

from __future__ import annotations

from collections.abc import Callable

from services.notifications.domain.judgement import Known
from services.notifications.domain.standing import Standing
from shared.contracts.registration import ConsentPurpose
from shared.persistence.read_model import ReadModel

_STANDS = {
    Standing.INVITED.value: True,
    Standing.TAKES_PART.value: True,
    Standing.LEFT.value: False,
}


class KnownNow:
    """``Knowledge`` on read models.

    Args:
        read_model: a tenant's, by its name.
    """

    def __init__(self, read_model: Callable[[str, str], ReadModel]) -> None:
        self._read_model = read_model

    async def of_person(self, tenant: str, participant_id: str) -> Known:
        """See ``Knowledge``."""
        person = await self._read_model("people", tenant).get(participant_id) or {}
        contact = await self._read_model("contacts", tenant).get(participant_id) or {}
        standing = person.get("standing")
        return Known(
            with_us=_STANDS.get(standing) if isinstance(standing, str) else None,
            erased=standing == Standing.ERASED.value,
            joined=standing == Standing.TAKES_PART.value,
            consents=person.get("consents", {}).get(ConsentPurpose.CONTACT.value),
            reachable=contact.get("value") is not None,
        )

    async def is_asked(self, tenant: str, survey_id: str) -> bool:
        """See ``Knowledge``."""
        found = await self._read_model("asked", tenant).get(survey_id)
        return found is None or bool(found.get("open", True))
