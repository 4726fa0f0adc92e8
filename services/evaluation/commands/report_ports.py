"""What the commands of a report need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.evaluation.domain.report_content import Period, Section
from shared.contracts.registration import Role


class Figures(Protocol):
    """The measures, as a report tells them."""

    async def sections(self, tenant: str, period: Period, held_by: str = "") -> Sequence[Section]:
        """Representation, reach, experience, empowerment and process review of a period, suppressed.

        Args:
            held_by: a seal, for what is told of the answers under it and of no others.

        The same answers give the same sections, to the letter: a report is published only if what people
        answered is still what its reader has signed.
        """
        ...


class Seals(Protocol):
    """What holds one tenant's responses to what is published of them."""

    async def seal(self, period: Period, seal_id: str) -> None:
        """From now on no response that a report on the period tells of is changed or taken back.

        Args:
            seal_id: of one attempt to publish; each has its own. The same seal twice is one.
        """
        ...

    async def release(self, seal_id: str) -> None:
        """The attempt came to nothing, or the report is public no longer: what no other seal holds can be
        changed again. Again and again without harm."""
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
