"""What the commands of a report need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.evaluation.domain.report_content import Period, Section
from shared.contracts.registration import Role


class Figures(Protocol):
    """The measures, as a report tells them."""

    async def sections(self, tenant: str, period: Period) -> Sequence[Section]:
        """Representation, reach, experience, empowerment and process review of a period, suppressed.

        The same answers give the same sections, to the letter: a report is published only if what people
        answered is still what its reader has signed.
        """
        ...


class Seals(Protocol):
    """What holds one tenant's responses of a period to what is published of them."""

    async def seal(self, since: date, until: date, seal_id: str) -> None:
        """From now on no response of the period is changed or taken back. The same seal twice is one.

        Args:
            seal_id: of one attempt to publish; each has its own.
        """
        ...

    async def release(self, seal_id: str) -> None:
        """The attempt came to nothing: what no other seal holds can be changed again."""
        ...


class People(Protocol):
    """Who takes part, as far as evaluation knows."""

    async def role_of(self, tenant: str, participant_id: str) -> Role | None:
        """The role in which somebody takes part now; None if they do not."""
        ...


class Names(Protocol):
    """What collaboratives are called."""

    async def name_of(self, tenant: str) -> str:
        """The name that it gives itself."""
        ...
