"""What celebrations have to know of a person: whether they may be named, and what they have completed.

It is an aggregate and not a read model: whoever names somebody in a celebration, and whoever hears that they
agree to it no longer, write this same document, so that one of the two has to see what the other did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from shared.contracts.aggregate import Aggregate
from shared.contracts.training import Track


class Completed(NamedTuple):
    """A version of a module, as a text that tells it from all others."""

    module_id: str
    version: int
    track: Track


@dataclass(kw_only=True)
class KnownPerson(Aggregate):
    """Somebody, by their participant id. It records no event, and holds no name."""

    kind: ClassVar[str] = "known-person"

    consents: bool = False
    """To be celebrated by name."""

    takes_part: bool = False
    erased: bool = False
    cohort: str | None = None
    completed: list[str] = field(default_factory=list[str])
    """``<module>/<version>/<track>`` of each."""

    named_in: list[str] = field(default_factory=list[str])
    """Celebrations that name them, or have done so."""

    @property
    def may_be_named(self) -> bool:
        """Whether they have agreed, and take part."""
        return self.consents and self.takes_part and not self.erased

    def joined(self, cohort: str | None) -> None:
        """They take part from now on, or again."""
        if not self.erased:
            self.takes_part, self.cohort = True, cohort

    def moved(self, cohort: str | None) -> None:
        """They may be in another cohort now."""
        if not self.erased:
            self.cohort = cohort

    def agreed(self, given: bool) -> None:
        """They let themselves be celebrated, or no longer."""
        if not self.erased:
            self.consents = given

    def left(self) -> None:
        """They take part no longer."""
        self.takes_part = False

    def erase(self) -> None:
        """Nothing of them stays but that they are gone."""
        self.consents, self.takes_part, self.erased = False, False, True
        self.cohort, self.completed = None, []

    def has_completed(self, one: Completed) -> None:
        """They have attended every part of a version of a module. Again changes nothing."""
        told = f"{one.module_id}/{one.version}/{one.track.value}"
        if not self.erased and told not in self.completed:
            self.completed.append(told)

    def all_completed(self) -> list[Completed]:
        """What they have completed."""
        parts = [told.rsplit("/", 2) for told in self.completed]
        return [Completed(module, int(version), Track(track)) for module, version, track in parts]

    def named_by(self, celebration_id: str) -> None:
        """A celebration names them."""
        if celebration_id not in self.named_in:
            self.named_in.append(celebration_id)

    def forget_celebrations(self) -> list[str]:
        """They are named in none any more; gives those in which they were."""
        named, self.named_in = self.named_in, []
        return named
