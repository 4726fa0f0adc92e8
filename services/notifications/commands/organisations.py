"""The organisations of a collaborative, as notifications knows them."""

from __future__ import annotations

from typing import Any, Protocol

from shared.contracts.refusal import Invalid, Refused
from shared.messaging.partner_topics import organisations_spelt, spelling_of


class Directory(Protocol):
    """What is known of one tenant."""

    async def get(self, aggregate_id: str) -> dict[str, Any] | None: ...


async def spelling_in(tenant: str, organisation: str, collaborative: Directory) -> str:
    """How topics spell one of the collaborative's organisations.

    Raises:
        Invalid: it is none of the collaborative's.
        Refused: topics would spell two of them so.
    """
    known = await collaborative.get(tenant) or {"organisations": []}
    codes = [one["code"] for one in known["organisations"]]
    if organisation not in codes:
        raise Invalid(
            "organisation-unknown",
            "There is no organisation with this code in the collaborative. Use a code that it lists.",
        )
    spelling = spelling_of(organisation)
    if len(organisations_spelt(spelling, codes)) > 1:
        raise Refused(
            "organisation-spelt-alike",
            "Topics tell no capitals from small letters, and another organisation here is spelt alike.",
        )
    return spelling
