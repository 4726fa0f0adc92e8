"""What a collaborative celebrates by itself, and what the lead looks at first."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.notifications import CelebrationKind
from shared.contracts.refusal import Invalid

RULES_ID = "celebration-rules"
"""A collaborative has one set, so that its identifier needs no telling apart."""

SMALLEST_COHORT = 5
"""Fewer than these would tell of people one by one."""


@dataclass(kw_only=True, slots=True)
class Rule:
    """Whether something is celebrated, and whether the lead says so first."""

    on: bool = True
    needs_approval: bool = True


def _all_on() -> dict[str, Rule]:
    return {kind.value: Rule() for kind in CelebrationKind}


@dataclass(kw_only=True)
class CelebrationRules(Aggregate):
    """The rules of a collaborative: at first everything is proposed, and nothing shown without the lead."""

    kind: ClassVar[str] = "celebration-rules"

    rules: dict[str, Rule] = field(default_factory=_all_on)
    smallest_cohort: int = SMALLEST_COHORT
    """How many people of one cohort have to have completed a module before that is celebrated."""

    def of(self, kind: CelebrationKind) -> Rule:
        """The rule for something."""
        return self.rules[kind.value]

    def settle(self, rules: Mapping[CelebrationKind, Rule], smallest_cohort: int) -> None:
        """The lead says what is celebrated from now on; what is proposed already stays so.

        Raises:
            Invalid: people would be told of one by one.
        """
        if smallest_cohort < SMALLEST_COHORT:
            raise Invalid(
                "cohort-too-small",
                f"A cohort is celebrated from {SMALLEST_COHORT} people on, so that nobody is singled out.",
            )
        self.rules = {kind.value: rules.get(kind, self.of(kind)) for kind in CelebrationKind}
        self.smallest_cohort = smallest_cohort

    def bring_along(self, origin: CelebrationRules) -> None:
        """What the collaborative that this one was made from celebrates."""
        self.rules, self.smallest_cohort = deepcopy(origin.rules), origin.smallest_cohort
