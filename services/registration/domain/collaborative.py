"""A collaborative: the tenant itself, of which everything else in it is a part.

Its id is the tenant's own name. What it says about itself is the contracts' ``Description``, so that what is
kept and what is told can never differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import (
    Aim,
    CollaborativeAmended,
    CollaborativeArchived,
    CollaborativeCreated,
    CollaborativeSpread,
    Description,
    Organisation,
    OrganisationKind,
)

RESERVED = frozenset(
    {
        *(
            "celebrations",
            "collaborative",
            "collaboratives",
            "events",
            "feed",
            "feeds",
            "health",
            "levelfield",
        ),
        *(
            "metrics",
            "national",
            "openapi",
            "operator",
            "partner",
            "partners",
            "platform",
            "public",
            "subscriptions",
        ),
    }
)
"""Names that stand for something else in an address, a token or a topic."""


@dataclass(kw_only=True)
class Collaborative(Aggregate):
    """Begins once, and is archived rather than removed."""

    kind: ClassVar[str] = "collaborative"

    description: Description
    created_on: date
    origin: str | None = None
    """The collaborative that it was made from."""

    archived_on: date | None = None

    @classmethod
    def create(cls, *, slug: str, description: Description, created_on: date) -> Collaborative:
        """A collaborative begins.

        Raises:
            Invalid: the name stands for something else, or the description contradicts itself.
        """
        if slug in RESERVED:
            raise Invalid("slug-reserved", "This name stands for something else here. Choose another one.")
        _check(description)
        made = cls(tenant=slug, id=slug, description=description, created_on=created_on)
        made.record(CollaborativeCreated(collaborative=slug, description=description, created_on=created_on))
        return made

    def spread(
        self,
        *,
        slug: str,
        description: Description,
        aims: Iterable[Aim] | None,
        with_organisations: bool,
        on: date,
    ) -> Collaborative:
        """Another collaborative begins with what has worked in this one, which may have been archived since.

        Args:
            description: of the new one; its own organisations stand before those that come along.
            aims: of the new one; None takes over those of this one that can still be reached.

        Raises:
            Invalid: as for ``create``, or it would be made from itself.
        """
        if slug == self.id:
            raise Invalid("origin-is-itself", "A collaborative cannot be made from itself.")
        brought = self.description.organisations if with_organisations else ()
        own = {organisation.code for organisation in description.organisations}
        organisations = (*description.organisations, *(one for one in brought if one.code not in own))
        still_to_reach = tuple(aim for aim in self.description.aims if aim.by >= on)
        update = {
            "organisations": organisations,
            "aims": still_to_reach if aims is None else tuple(aims),
        }
        made = Collaborative.create(
            slug=slug, description=description.model_copy(update=update), created_on=on
        )
        made.origin = self.id
        made.record(
            CollaborativeSpread(
                collaborative=slug, origin=self.id, with_organisations=with_organisations, spread_on=on
            )
        )
        return made

    @property
    def archived(self) -> bool:
        return self.archived_on is not None

    def has_organisation(self, code: str) -> bool:
        """Whether this is the code of one of its organisations."""
        return any(organisation.code == code for organisation in self.description.organisations)

    def amend(self, description: Description, on: date) -> None:
        """Says something else about itself, which an archived one may as well.

        An organisation that is left out stays the one that those who came from it came from.

        Raises:
            Invalid: the description contradicts itself.
        """
        _check(description)
        if description == self.description:
            return
        self.description = description
        self.record(CollaborativeAmended(collaborative=self.id, description=description, amended_on=on))

    def archive(self, on: date) -> None:
        """Ends it: nothing new begins, what is there can still be read and put right. Once is enough."""
        if self.archived:
            return
        self.archived_on = on
        self.record(CollaborativeArchived(collaborative=self.id, archived_on=on))

    def check_open(self) -> None:
        """Does nothing while something new may begin.

        Raises:
            Refused: it has been archived.
        """
        if self.archived:
            raise Refused(
                "collaborative-archived",
                "This collaborative has ended: what is there can be read and put right, nothing new begins.",
            )


def _check(description: Description) -> None:
    _check_organisations(description.organisations)
    _check_aims(description.aims)


def _check_organisations(organisations: Iterable[Organisation]) -> None:
    kinds: dict[str, OrganisationKind] = {}
    # Codes become parts of addresses and topics, where some would not tell capitals from small letters.
    seen: set[str] = set()
    for one in organisations:
        if one.code.casefold() in seen:
            raise Invalid("organisation-repeated", "Two organisations have the same code. Give each its own.")
        seen.add(one.code.casefold())
        kinds[one.code] = one.kind
    for one in organisations:
        _check_trust(one, kinds)


def _check_trust(one: Organisation, kinds: dict[str, OrganisationKind]) -> None:
    if one.kind is not OrganisationKind.RECOVERY_COLLEGE:
        if one.trust is not None:
            raise Invalid("trust-unexpected", "Only a Recovery College belongs to a Trust.")
    elif one.trust is None or kinds.get(one.trust) is not OrganisationKind.TRUST:
        raise Invalid(
            "trust-needed", "A Recovery College belongs to a Trust of the collaborative: name its code."
        )


def _check_aims(aims: Iterable[Aim]) -> None:
    seen: set[tuple[str, date]] = set()
    for aim in aims:
        if not math.isfinite(aim.target):
            raise Invalid("target-not-finite", "An aim's target must be a finite number.")
        if (aim.measure, aim.by) in seen:
            raise Invalid(
                "aim-repeated", "Two aims name the same measure and the same day. Keep one of them."
            )
        seen.add((aim.measure, aim.by))
