"""A partnership: an organisation sends us what its systems know, and is told what concerns it.

Its id is the organisation as topics spell it. Opening and closing it records no event: it is a matter between
the two, and what comes of it is told by those who own it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import NotFound, Refused

FORGOTTEN_AFTER = timedelta(seconds=6)
"""How long it takes at most until nobody holds a place in a topic that was removed: who consumes looks every
two seconds. One that is made anew before that would be read from the old place on."""


@dataclass(kw_only=True)
class Partnership(Aggregate):
    """Open or closed, and opened again at will."""

    kind: ClassVar[str] = "partner"

    organisation: str
    """Its code, as the collaborative writes it."""

    opened_on: date
    closed_on: date | None = None
    looked_after_from: date | None
    """None once it is closed and nothing is left to be done for that."""

    in_topic_removed_at: datetime | None = None

    @classmethod
    def open(cls, tenant: str, spelling: str, organisation: str, on: date) -> Self:
        """Both directions begin."""
        return cls(tenant=tenant, id=spelling, organisation=organisation, opened_on=on, looked_after_from=on)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def open_again(self, organisation: str, on: date) -> None:
        """Both directions begin anew. An open one stays as it is.

        Raises:
            Refused: it is that of another organisation, which topics spell alike.
        """
        if organisation != self.organisation:
            raise Refused(
                "organisation-spelt-alike",
                "Topics tell no capitals from small letters, and another organisation here is spelt alike.",
            )
        if not self.is_open:
            self.opened_on, self.closed_on, self.looked_after_from = on, None, on

    def close(self, on: date) -> None:
        """Both directions end. Again changes nothing."""
        if self.is_open:
            self.closed_on = self.looked_after_from = on

    def in_topic_removed(self, at: datetime) -> None:
        """The topic that the partner writes to is gone; for a closed one nothing is left to be done."""
        self.in_topic_removed_at = at
        if not self.is_open:
            self.looked_after_from = None

    def wants_topics(self, now: datetime) -> bool:
        """Whether its topics may be made by now."""
        removed = self.in_topic_removed_at
        return self.is_open and (removed is None or now - removed >= FORGOTTEN_AFTER)

    def must_be_with(self, organisation: str) -> None:
        """Holds the code against the one that the collaborative writes.

        Raises:
            NotFound: it is that of another organisation, which topics spell alike.
        """
        if organisation != self.organisation:
            raise NotFound("not-found", "There is no such partner here.")
