"""What a collaborative's lead has settled about its measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.evaluation.domain.measures.catalogue import BY_CODE
from services.evaluation.domain.suppression import FEWEST
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, Refused

SETTINGS_ID = "measures"
"""There is one in each collaborative."""

HIGHEST = 50


@dataclass(kw_only=True, slots=True)
class Phase:
    """From this day on a measure's lines are drawn anew, and why."""

    measure: str
    starts_on: date
    note: str


@dataclass(kw_only=True)
class MeasureSettings(Aggregate):
    """The smallest group of people that may be told of, and where charts begin new phases."""

    kind: ClassVar[str] = "measure_settings"

    smallest_group: int = FEWEST
    phases: list[Phase] = field(default_factory=list[Phase])

    def settle(self, smallest_group: int, phases: list[Phase]) -> None:
        """Replaces what is settled.

        Raises:
            Invalid: a group that is too small or too large, a measure that there is not, or two phases of a
                measure that begin on one day.
            Refused: the smallest group was larger before: what it has withheld could then be worked out.
        """
        if not FEWEST <= smallest_group <= HIGHEST:
            raise Invalid("group-out-of-range", f"The smallest group has from {FEWEST} to {HIGHEST} people.")
        if smallest_group < self.smallest_group:
            raise Refused("group-only-grows", "The smallest group can be made larger, and not smaller again.")
        if any(one.measure not in BY_CODE for one in phases):
            raise Invalid("no-such-measure", "A phase belongs to a measure; see the list of measures.")
        if len({(one.measure, one.starts_on) for one in phases}) < len(phases):
            raise Invalid("phase-twice", "Of one measure, only one phase can begin on a day.")
        self.smallest_group = smallest_group
        self.phases = sorted(phases, key=lambda one: (one.measure, one.starts_on))

    def bring_along(self, origin: MeasureSettings) -> None:
        """Takes over from the collaborative that this one was made from what does not belong to its days."""
        self.smallest_group = max(self.smallest_group, origin.smallest_group)
