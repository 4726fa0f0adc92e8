"""How many people of one cohort have completed a version of a module, and whether that was celebrated.

An aggregate, since events of several people are applied side by side: each of them writes this document, so
the one that makes the number full is not overlooked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from shared.contracts.aggregate import Aggregate


@dataclass(kw_only=True)
class CohortProgress(Aggregate):
    """Of one cohort, in one version of a module."""

    kind: ClassVar[str] = "cohort-progress"

    module_id: str
    module_version: int
    people: list[str] = field(default_factory=list[str])
    """Ids of participants."""

    celebrated: bool = False

    def counts(self, participant_id: str) -> None:
        """One more has completed it. Again changes nothing."""
        if participant_id not in self.people:
            self.people.append(participant_id)

    def counts_no_longer(self, participant_id: str) -> None:
        """They are in another cohort, or erased."""
        self.people = [one for one in self.people if one != participant_id]

    def is_to_be_celebrated(self, smallest: int) -> bool:
        """Whether so many have completed it by now and it was not celebrated; asked once, it was."""
        if self.celebrated or len(self.people) < smallest:
            return False
        self.celebrated = True
        return True
